CREATE TABLE `imported_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`until` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `imported_token_filters` (
	`source` text NOT NULL,
	`part` integer NOT NULL,
	`bits` text NOT NULL,
	PRIMARY KEY(`source`, `part`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `sweeps` (`name`) VALUES ('imported_sessions');
