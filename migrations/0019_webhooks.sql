CREATE TABLE `webhook_messages` (
	`webhook_id` text NOT NULL,
	`event_id` integer NOT NULL,
	`kind` text NOT NULL,
	`account_id` text NOT NULL,
	`session_id` text,
	`by_staff` integer NOT NULL,
	`at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`dead_at` integer,
	`fault` text,
	PRIMARY KEY(`webhook_id`, `event_id`),
	FOREIGN KEY (`webhook_id`) REFERENCES `webhooks`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `webhook_messages_due_at` ON `webhook_messages` (`webhook_id`,`due_at`) WHERE dead_at is null;--> statement-breakpoint
CREATE INDEX `webhook_messages_dead_at` ON `webhook_messages` (`dead_at`) WHERE dead_at is not null;--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`events` text,
	`sealed` text NOT NULL,
	`rotated_at` integer,
	`created_at` integer NOT NULL,
	`cursor` integer NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`failing_since` integer,
	`paused_at` integer,
	`pause_reason` text
) WITHOUT ROWID;
