CREATE TABLE `ended_sessions` (
	`account_id` text NOT NULL,
	`until` integer NOT NULL,
	`session_id` text NOT NULL,
	PRIMARY KEY(`account_id`, `until`, `session_id`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `sweeps` (`name`) VALUES ('ended_sessions');
