ALTER TABLE `accounts` ADD `email_verified_at` integer;--> statement-breakpoint
ALTER TABLE `accounts` ADD `pending_email` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `address_hash` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `code_hash` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `wrong_codes` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `sealed` text;--> statement-breakpoint
CREATE INDEX `tickets_address_hash_purpose` ON `tickets` (`address_hash`,`purpose`);