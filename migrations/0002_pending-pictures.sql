ALTER TABLE `discarded_pictures` ADD `due_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `discarded_pictures_due_at` ON `discarded_pictures` (`due_at`);