CREATE TABLE `sweeps` (
	`name` text PRIMARY KEY NOT NULL,
	`after` text DEFAULT '' NOT NULL,
	`until` text,
	`begun_at` integer DEFAULT 0 NOT NULL,
	`moved_at` integer DEFAULT 0 NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `sweeps` (`name`) VALUES ('asked_letters'), ('attempts'), ('known_places'), ('sessions'), ('tickets');--> statement-breakpoint
CREATE TABLE `__new_accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`username` text NOT NULL,
	`username_key` text NOT NULL,
	`email` text NOT NULL,
	`email_key` text,
	`email_verified_at` integer,
	`pending_email` text,
	`first_name` text NOT NULL,
	`last_name` text NOT NULL,
	`password_hash` text NOT NULL,
	`is_active` integer NOT NULL,
	`is_staff` integer DEFAULT false NOT NULL,
	`awaits_activation` integer NOT NULL,
	`epoch` integer DEFAULT 0 NOT NULL,
	`credential_version` integer DEFAULT 0 NOT NULL,
	`avatar` text,
	`cover` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_accounts` SELECT `id`, `username`, `username_key`, `email`, `email_key`, `email_verified_at`, `pending_email`, `first_name`, `last_name`, `password_hash`, `is_active`, `is_staff`, `awaits_activation`, `epoch`, `credential_version`, `avatar`, `cover`, `created_at`, `updated_at` FROM `accounts`;--> statement-breakpoint
CREATE TABLE `__new_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`kind` text NOT NULL,
	`token_hash` text,
	`epoch` integer NOT NULL,
	`step` integer NOT NULL,
	`stepped_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`idle_expires_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`user_agent` text DEFAULT '' NOT NULL,
	`place` text,
	FOREIGN KEY (`account_id`) REFERENCES `__new_accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_sessions` SELECT `id`, `account_id`, `kind`, `token_hash`, `epoch`, `step`, `stepped_at`, `created_at`, `last_seen_at`, `idle_expires_at`, `expires_at`, `user_agent`, `place` FROM `sessions`;--> statement-breakpoint
CREATE TABLE `__new_tickets` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`account_id` text NOT NULL,
	`credential_version` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`address_hash` text,
	`code_hash` text,
	`wrong_codes` integer DEFAULT 0 NOT NULL,
	`sealed` text,
	FOREIGN KEY (`account_id`) REFERENCES `__new_accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_tickets` SELECT `token_hash`, `purpose`, `account_id`, `credential_version`, `expires_at`, `address_hash`, `code_hash`, `wrong_codes`, `sealed` FROM `tickets`;--> statement-breakpoint
CREATE TABLE `__new_known_places` (
	`account_id` text NOT NULL,
	`client_hash` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `client_hash`),
	FOREIGN KEY (`account_id`) REFERENCES `__new_accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_known_places` SELECT `account_id`, `client_hash`, `at` FROM `known_places`;--> statement-breakpoint
CREATE TABLE `__new_attempts` (
	`key` text PRIMARY KEY NOT NULL,
	`burst` integer NOT NULL,
	`streak` integer NOT NULL,
	`at` integer NOT NULL,
	`free` integer NOT NULL,
	`most` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_attempts` SELECT `key`, `burst`, `streak`, `at`, `free`, `most` FROM `attempts`;--> statement-breakpoint
CREATE TABLE `__new_asked_letters` (
	`id` text NOT NULL,
	`address_hash` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`address_hash`, `at`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_asked_letters` SELECT `id`, `address_hash`, `at` FROM `asked_letters`;--> statement-breakpoint
CREATE TABLE `__new_discarded_pictures` (
	`address` text PRIMARY KEY NOT NULL,
	`due_at` integer DEFAULT 0 NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_discarded_pictures` SELECT `address`, `due_at` FROM `discarded_pictures`;--> statement-breakpoint
DROP TABLE `sessions`;--> statement-breakpoint
DROP TABLE `tickets`;--> statement-breakpoint
DROP TABLE `known_places`;--> statement-breakpoint
DROP TABLE `attempts`;--> statement-breakpoint
DROP TABLE `asked_letters`;--> statement-breakpoint
DROP TABLE `discarded_pictures`;--> statement-breakpoint
DROP TABLE `accounts`;--> statement-breakpoint
ALTER TABLE `__new_accounts` RENAME TO `accounts`;--> statement-breakpoint
ALTER TABLE `__new_sessions` RENAME TO `sessions`;--> statement-breakpoint
ALTER TABLE `__new_tickets` RENAME TO `tickets`;--> statement-breakpoint
ALTER TABLE `__new_known_places` RENAME TO `known_places`;--> statement-breakpoint
ALTER TABLE `__new_attempts` RENAME TO `attempts`;--> statement-breakpoint
ALTER TABLE `__new_asked_letters` RENAME TO `asked_letters`;--> statement-breakpoint
ALTER TABLE `__new_discarded_pictures` RENAME TO `discarded_pictures`;--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_username_key_unique` ON `accounts` (`username_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_email_key_unique` ON `accounts` (`email_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_token_hash` ON `sessions` (`token_hash`) WHERE token_hash is not null;--> statement-breakpoint
CREATE INDEX `sessions_account_id_created_at` ON `sessions` (`account_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `tickets_account_id` ON `tickets` (`account_id`);--> statement-breakpoint
CREATE INDEX `tickets_address_hash_purpose` ON `tickets` (`address_hash`,`purpose`);--> statement-breakpoint
CREATE INDEX `discarded_pictures_due_at` ON `discarded_pictures` (`due_at`);--> statement-breakpoint
DROP INDEX `outbox_done_at`;--> statement-breakpoint
DROP INDEX `outbox_dead_at`;--> statement-breakpoint
CREATE INDEX `outbox_done_at` ON `outbox` (`done_at`) WHERE done_at is not null;--> statement-breakpoint
CREATE INDEX `outbox_dead_at` ON `outbox` (`dead_at`) WHERE dead_at is not null;
