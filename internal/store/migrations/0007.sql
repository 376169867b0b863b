-- The folder that whoever added a feed has it in: "News/Harbour".
alter table feeds add column folder text not null default '';
