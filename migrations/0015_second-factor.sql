CREATE TABLE `approvals` (
	`account_id` text NOT NULL,
	`client_hash` text NOT NULL,
	`until` integer NOT NULL,
	PRIMARY KEY(`account_id`, `client_hash`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `second_factors` (
	`account_id` text PRIMARY KEY NOT NULL,
	`required_since` integer,
	`totp` text,
	`totp_added_at` integer,
	`last_step` integer DEFAULT 0 NOT NULL,
	`pending` text,
	`pending_until` integer,
	`recovery` text DEFAULT '' NOT NULL,
	`recovery_made_at` integer,
	`email_approval` integer DEFAULT false NOT NULL,
	`email_barred` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `trusted_clients` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`user_agent` text DEFAULT '' NOT NULL,
	`place` text,
	`created_at` integer NOT NULL,
	`last_used_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `trusted_clients_account_id` ON `trusted_clients` (`account_id`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `methods` text DEFAULT 'pwd' NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `proved_at` integer;--> statement-breakpoint
INSERT INTO `sweeps` (`name`) VALUES ('approvals'), ('trusted_clients');
