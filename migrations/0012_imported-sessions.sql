CREATE TABLE `imported_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`until` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `imported_token_filter` (
	`part` integer PRIMARY KEY NOT NULL,
	`bits` text NOT NULL
);
--> statement-breakpoint
INSERT INTO `sweeps` (`name`) VALUES ('imported_sessions');
