CREATE TABLE `attempts` (
	`key` text PRIMARY KEY NOT NULL,
	`burst` integer NOT NULL,
	`streak` integer NOT NULL,
	`at` integer NOT NULL,
	`free` integer NOT NULL,
	`most` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `attempts_at` ON `attempts` (`at`);--> statement-breakpoint
CREATE TABLE `known_places` (
	`account_id` text NOT NULL,
	`client_hash` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `client_hash`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `known_places_at` ON `known_places` (`at`);