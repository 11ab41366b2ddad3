CREATE TABLE `hash_times` (
	`at` integer PRIMARY KEY NOT NULL,
	`links` integer NOT NULL,
	`ms` integer
);
--> statement-breakpoint
ALTER TABLE `accounts` ADD `first_login_at` integer;--> statement-breakpoint
-- In eight parts, because D1 ends a statement after thirty seconds: a part of a million accounts takes four.
UPDATE `accounts` SET `first_login_at` = `seen`.`at` FROM (
	SELECT `account_id`, min(`at`) AS `at` FROM (
		SELECT `account_id`, `created_at` AS `at` FROM `sessions` WHERE `account_id` >= '' AND `account_id` < '2'
		UNION ALL
		SELECT `account_id`, `at` FROM `events` WHERE `account_id` >= '' AND `account_id` < '2'
			AND (`kind` = 'sign_in' OR (`kind` = 'registered' AND `session_id` IS NOT NULL))
	) GROUP BY `account_id`
) AS `seen` WHERE `accounts`.`id` = `seen`.`account_id`;
--> statement-breakpoint
UPDATE `accounts` SET `first_login_at` = `seen`.`at` FROM (
	SELECT `account_id`, min(`at`) AS `at` FROM (
		SELECT `account_id`, `created_at` AS `at` FROM `sessions` WHERE `account_id` >= '2' AND `account_id` < '4'
		UNION ALL
		SELECT `account_id`, `at` FROM `events` WHERE `account_id` >= '2' AND `account_id` < '4'
			AND (`kind` = 'sign_in' OR (`kind` = 'registered' AND `session_id` IS NOT NULL))
	) GROUP BY `account_id`
) AS `seen` WHERE `accounts`.`id` = `seen`.`account_id`;
--> statement-breakpoint
UPDATE `accounts` SET `first_login_at` = `seen`.`at` FROM (
	SELECT `account_id`, min(`at`) AS `at` FROM (
		SELECT `account_id`, `created_at` AS `at` FROM `sessions` WHERE `account_id` >= '4' AND `account_id` < '6'
		UNION ALL
		SELECT `account_id`, `at` FROM `events` WHERE `account_id` >= '4' AND `account_id` < '6'
			AND (`kind` = 'sign_in' OR (`kind` = 'registered' AND `session_id` IS NOT NULL))
	) GROUP BY `account_id`
) AS `seen` WHERE `accounts`.`id` = `seen`.`account_id`;
--> statement-breakpoint
UPDATE `accounts` SET `first_login_at` = `seen`.`at` FROM (
	SELECT `account_id`, min(`at`) AS `at` FROM (
		SELECT `account_id`, `created_at` AS `at` FROM `sessions` WHERE `account_id` >= '6' AND `account_id` < '8'
		UNION ALL
		SELECT `account_id`, `at` FROM `events` WHERE `account_id` >= '6' AND `account_id` < '8'
			AND (`kind` = 'sign_in' OR (`kind` = 'registered' AND `session_id` IS NOT NULL))
	) GROUP BY `account_id`
) AS `seen` WHERE `accounts`.`id` = `seen`.`account_id`;
--> statement-breakpoint
UPDATE `accounts` SET `first_login_at` = `seen`.`at` FROM (
	SELECT `account_id`, min(`at`) AS `at` FROM (
		SELECT `account_id`, `created_at` AS `at` FROM `sessions` WHERE `account_id` >= '8' AND `account_id` < 'a'
		UNION ALL
		SELECT `account_id`, `at` FROM `events` WHERE `account_id` >= '8' AND `account_id` < 'a'
			AND (`kind` = 'sign_in' OR (`kind` = 'registered' AND `session_id` IS NOT NULL))
	) GROUP BY `account_id`
) AS `seen` WHERE `accounts`.`id` = `seen`.`account_id`;
--> statement-breakpoint
UPDATE `accounts` SET `first_login_at` = `seen`.`at` FROM (
	SELECT `account_id`, min(`at`) AS `at` FROM (
		SELECT `account_id`, `created_at` AS `at` FROM `sessions` WHERE `account_id` >= 'a' AND `account_id` < 'c'
		UNION ALL
		SELECT `account_id`, `at` FROM `events` WHERE `account_id` >= 'a' AND `account_id` < 'c'
			AND (`kind` = 'sign_in' OR (`kind` = 'registered' AND `session_id` IS NOT NULL))
	) GROUP BY `account_id`
) AS `seen` WHERE `accounts`.`id` = `seen`.`account_id`;
--> statement-breakpoint
UPDATE `accounts` SET `first_login_at` = `seen`.`at` FROM (
	SELECT `account_id`, min(`at`) AS `at` FROM (
		SELECT `account_id`, `created_at` AS `at` FROM `sessions` WHERE `account_id` >= 'c' AND `account_id` < 'e'
		UNION ALL
		SELECT `account_id`, `at` FROM `events` WHERE `account_id` >= 'c' AND `account_id` < 'e'
			AND (`kind` = 'sign_in' OR (`kind` = 'registered' AND `session_id` IS NOT NULL))
	) GROUP BY `account_id`
) AS `seen` WHERE `accounts`.`id` = `seen`.`account_id`;
--> statement-breakpoint
UPDATE `accounts` SET `first_login_at` = `seen`.`at` FROM (
	SELECT `account_id`, min(`at`) AS `at` FROM (
		SELECT `account_id`, `created_at` AS `at` FROM `sessions` WHERE `account_id` >= 'e'
		UNION ALL
		SELECT `account_id`, `at` FROM `events` WHERE `account_id` >= 'e'
			AND (`kind` = 'sign_in' OR (`kind` = 'registered' AND `session_id` IS NOT NULL))
	) GROUP BY `account_id`
) AS `seen` WHERE `accounts`.`id` = `seen`.`account_id`;
