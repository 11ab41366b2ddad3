CREATE TABLE `imported_accounts` (
	`source` text NOT NULL,
	`old_id` text NOT NULL,
	`account_id` text NOT NULL,
	`imported_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`fingerprint` text NOT NULL,
	PRIMARY KEY(`source`, `old_id`)
) WITHOUT ROWID;
