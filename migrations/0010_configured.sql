CREATE TABLE `counters` (
	`name` text PRIMARY KEY NOT NULL,
	`last` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `unique_fields` (
	`field` text NOT NULL,
	`value` text NOT NULL,
	`account_id` text NOT NULL,
	PRIMARY KEY(`field`, `value`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `unique_fields_account_id` ON `unique_fields` (`account_id`);--> statement-breakpoint
ALTER TABLE `accounts` ADD `fields` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `number` integer;--> statement-breakpoint
ALTER TABLE `accounts` ADD `object_id` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `language` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `last_login_at` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_number` ON `accounts` (`number`) WHERE number is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_object_id` ON `accounts` (`object_id`) WHERE object_id is not null;