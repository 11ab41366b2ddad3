ALTER TABLE `events` ADD `note` text;--> statement-breakpoint
CREATE INDEX `accounts_staff` ON `accounts` (`username_key`) WHERE is_staff = 1;--> statement-breakpoint
CREATE INDEX `accounts_disabled` ON `accounts` (`username_key`) WHERE is_active = 0 and awaits_activation = 0;