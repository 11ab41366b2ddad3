CREATE TABLE `bulk_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`action` text NOT NULL,
	`sealed` text NOT NULL,
	`started_by` text NOT NULL,
	`epoch` integer NOT NULL,
	`created_at` integer NOT NULL,
	`state` text NOT NULL,
	`ended_at` integer,
	`after` text DEFAULT '' NOT NULL,
	`done` integer DEFAULT 0 NOT NULL,
	`unchanged` integer DEFAULT 0 NOT NULL,
	`failed` integer DEFAULT 0 NOT NULL,
	`faults` integer DEFAULT 0 NOT NULL,
	`leased_until` integer DEFAULT 0 NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `bulk_jobs_created_at` ON `bulk_jobs` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `bulk_jobs_running` ON `bulk_jobs` (`leased_until`) WHERE state = 'running';