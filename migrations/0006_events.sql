CREATE TABLE `__new_events` (
	`id` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`account_id` text NOT NULL,
	`session_id` text,
	`actor_id` text,
	`at` integer NOT NULL,
	`user_agent` text DEFAULT '' NOT NULL,
	`place` text
);
--> statement-breakpoint
INSERT INTO `__new_events`(`kind`, `account_id`, `session_id`, `at`) SELECT `kind`, `account_id`, `session_id`, `at` FROM `events` ORDER BY `at`;--> statement-breakpoint
DROP TABLE `events`;--> statement-breakpoint
ALTER TABLE `__new_events` RENAME TO `events`;--> statement-breakpoint
CREATE INDEX `events_account_id_at` ON `events` (`account_id`,`at`);