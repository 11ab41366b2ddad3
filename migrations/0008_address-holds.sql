CREATE TABLE `address_holds` (
	`account_id` text NOT NULL,
	`address_hash` text NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`account_id`, `address_hash`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `tickets` ADD `is_proved` integer DEFAULT true NOT NULL;