CREATE TABLE `import_sources` (
	`source` text PRIMARY KEY NOT NULL,
	`shape` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `old_rows` (
	`account_id` text PRIMARY KEY NOT NULL,
	`sealed` text NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
