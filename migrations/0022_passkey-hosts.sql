ALTER TABLE `passkeys` ADD `rp_id` text;--> statement-breakpoint
CREATE INDEX `passkeys_rp_id` ON `passkeys` (`rp_id`);