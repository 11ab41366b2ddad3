CREATE TABLE `used_once` (
	`tag` text PRIMARY KEY NOT NULL,
	`until` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `sweeps` (`name`) VALUES ('used_once');
