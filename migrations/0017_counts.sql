CREATE TABLE `event_counts` (
	`period` text NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`period`, `at`, `kind`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `totals` (
	`name` text PRIMARY KEY NOT NULL,
	`so_far` integer DEFAULT 0 NOT NULL,
	`value` integer DEFAULT 0 NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `events_by_staff` ON `events` (`at`) WHERE actor_id is not null;--> statement-breakpoint
INSERT INTO `sweeps` (`name`) VALUES ('totals');