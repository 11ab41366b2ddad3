CREATE TABLE `revocations` (
	`id` integer PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`session_id` text,
	`epoch` integer,
	`keep` text
);
