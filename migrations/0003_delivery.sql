CREATE TABLE `asked_letters` (
	`id` text PRIMARY KEY NOT NULL,
	`address_hash` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `asked_letters_address_hash_at` ON `asked_letters` (`address_hash`,`at`);--> statement-breakpoint
CREATE INDEX `asked_letters_at` ON `asked_letters` (`at`);--> statement-breakpoint
ALTER TABLE `outbox` ADD `dead_at` integer;--> statement-breakpoint
ALTER TABLE `outbox` ADD `fault` text;--> statement-breakpoint
CREATE INDEX `outbox_dead_at` ON `outbox` (`dead_at`);