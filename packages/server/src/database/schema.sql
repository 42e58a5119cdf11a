-- The schema that the migrations create. Do not edit; refresh it with: pnpm --filter @agent-webhooks/server schema

create table attempt_counts (
  organization_id text collate "C" not null,
  webhook_id text collate "C" not null,
  hour timestamp(3) with time zone not null,
  worker_id text collate "C" not null,
  succeeded bigint not null,
  failed bigint not null,
  duration_ms bigint not null,
  last_success_at timestamp(3) with time zone,
  last_failure_at timestamp(3) with time zone,
  last_failure_delivery_id text collate "C",
  PRIMARY KEY (organization_id, webhook_id, hour, worker_id)
) with (fillfactor=50);

create table attempts (
  delivery_id text collate "C" not null,
  attempt integer not null,
  started_at timestamp(3) with time zone not null,
  duration_ms integer not null,
  outcome text not null,
  status_code integer,
  error text,
  response_excerpt text,
  organization_id text collate "C",
  PRIMARY KEY (delivery_id, attempt)
) partition by RANGE (delivery_id);

create table attempts_default partition of attempts DEFAULT;

create table deleted_webhooks (
  webhook_id text collate "C" not null,
  last_failed_epoch integer not null,
  PRIMARY KEY (webhook_id)
);

create table deliveries (
  delivery_id text collate "C" not null,
  organization_id text collate "C" not null,
  event_id text collate "C" not null,
  event_type text not null,
  webhook_id text collate "C" not null,
  status text not null,
  reason text,
  test boolean not null,
  created_at timestamp(3) with time zone not null,
  settled_at timestamp(3) with time zone,
  PRIMARY KEY (delivery_id)
) partition by RANGE (delivery_id);

create table deliveries_default partition of deliveries DEFAULT with (fillfactor=50);

create table delivery_queue (
  delivery_id text collate "C" not null,
  organization_id text collate "C" not null,
  webhook_id text collate "C" not null,
  event_id text collate "C" not null,
  test boolean not null,
  created_at timestamp(3) with time zone not null,
  due_at timestamp(3) with time zone not null,
  schedule_index integer not null,
  attempts integer not null,
  lease text,
  leased_until timestamp(3) with time zone,
  epoch integer default 0 not null,
  PRIMARY KEY (delivery_id)
) with (fillfactor=50);

create table delivery_settings (
  webhook_id text collate "C" not null,
  max_in_flight integer,
  max_per_second integer,
  next_slot timestamp with time zone,
  claims bigint default 0 not null,
  PRIMARY KEY (webhook_id),
  FOREIGN KEY (webhook_id) REFERENCES webhooks(webhook_id) ON DELETE CASCADE
);

create table encryption_key (
  singleton boolean default true not null,
  key_id bytea not null,
  PRIMARY KEY (singleton),
  CHECK (singleton)
);

create table endpoint_failures (
  webhook_id text collate "C" not null,
  timeouts integer default 0 not null,
  openings integer default 0 not null,
  open_until timestamp(3) with time zone,
  failing_since timestamp(3) with time zone,
  first_failure_at timestamp(3) with time zone default now() not null,
  reported boolean default false not null,
  PRIMARY KEY (webhook_id)
);

create table event_bodies (
  published_at timestamp(3) with time zone not null,
  organization_id text collate "C" not null,
  event_id text collate "C" not null,
  body bytea not null
) partition by RANGE (published_at);

create table event_bodies_default partition of event_bodies DEFAULT;

create table event_webhooks (
  organization_id text collate "C" not null,
  event_type text collate "C" not null,
  source text collate "C" not null,
  webhook_id text collate "C" not null,
  epoch integer default 0 not null,
  PRIMARY KEY (organization_id, event_type, source, webhook_id)
);

create table events (
  organization_id text collate "C" not null,
  event_id text collate "C" not null,
  event_type text not null,
  inbox_id text,
  pod_id text,
  body bytea,
  deliveries integer not null,
  published_at timestamp(3) with time zone not null,
  erased_at timestamp(3) with time zone,
  PRIMARY KEY (organization_id, event_id)
);

create table fan_outs (
  organization_id text collate "C" not null,
  delivery_id_prefix text collate "C" not null,
  first_number integer not null,
  event_id text collate "C" not null,
  event_type text not null,
  published_at timestamp(3) with time zone not null,
  due_at timestamp(3) with time zone not null,
  webhook_ids text[] not null,
  epochs integer[] not null,
  PRIMARY KEY (organization_id, delivery_id_prefix, first_number)
);

create table not_delivered (
  organization_id text collate "C" not null,
  status text collate "C" not null,
  created_at timestamp(3) with time zone not null,
  delivery_id text collate "C" not null,
  PRIMARY KEY (organization_id, status, created_at, delivery_id)
) partition by RANGE (delivery_id);

create table not_delivered_default partition of not_delivered DEFAULT;

create table operator_events (
  webhook_id text collate "C" not null,
  event_type text collate "C" not null,
  hour timestamp(3) with time zone not null,
  organization_id text collate "C" not null,
  occurred_at timestamp(3) with time zone not null,
  details jsonb not null,
  published boolean default false not null,
  PRIMARY KEY (webhook_id, event_type, hour)
);

create table previous_secrets (
  webhook_id text collate "C" not null,
  secret bytea not null,
  replaced_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  FOREIGN KEY (webhook_id) REFERENCES webhooks(webhook_id) ON DELETE CASCADE
);

create table recoveries (
  webhook_id text collate "C" not null,
  organization_id text collate "C" not null,
  epoch integer not null,
  since timestamp(3) with time zone not null,
  until timestamp(3) with time zone not null,
  remaining tstzmultirange not null,
  after_event_id text collate "C" not null,
  failed integer not null,
  missed integer not null,
  started_at timestamp(3) with time zone not null,
  finished_at timestamp(3) with time zone,
  PRIMARY KEY (webhook_id),
  FOREIGN KEY (webhook_id) REFERENCES webhooks(webhook_id) ON DELETE CASCADE
);

create table subscriptions (
  organization_id text collate "C" not null,
  source text collate "C" not null,
  webhook_id text collate "C" not null,
  PRIMARY KEY (organization_id, source, webhook_id)
);

create table tokens (
  token_id text collate "C" not null,
  token_hash bytea not null,
  organization_id text collate "C" not null,
  scopes text[] not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone,
  bootstrap boolean default false not null,
  last_used_at timestamp(3) with time zone,
  PRIMARY KEY (token_id),
  UNIQUE (token_hash)
) with (fillfactor=70);

create table webhooks (
  webhook_id text collate "C" not null,
  organization_id text collate "C" not null,
  url text not null,
  event_types text[] not null,
  inbox_ids text[] not null,
  pod_ids text[] not null,
  client_id text collate "C",
  secret bytea not null,
  enabled boolean not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  disabled_because text,
  epoch integer default 0 not null,
  disabled_at timestamp(3) with time zone,
  PRIMARY KEY (webhook_id)
);

create table workers (
  worker_id integer not null,
  has_lock boolean not null,
  PRIMARY KEY (worker_id)
);

CREATE INDEX attempt_counts_by_day ON public.attempt_counts USING btree (hour) WHERE (worker_id = ''::text);
CREATE INDEX attempt_counts_by_hour ON public.attempt_counts USING btree (hour) WHERE (worker_id <> ''::text);
CREATE INDEX attempts_failed ON ONLY public.attempts USING btree (organization_id, outcome, delivery_id) WHERE (organization_id IS NOT NULL);
CREATE INDEX deliveries_event ON ONLY public.deliveries USING btree (organization_id, event_id);
CREATE INDEX deliveries_page ON ONLY public.deliveries USING btree (organization_id, created_at, delivery_id);
CREATE INDEX deliveries_webhook ON ONLY public.deliveries USING btree (webhook_id, created_at, delivery_id);
CREATE INDEX delivery_queue_due ON public.delivery_queue USING btree (webhook_id, epoch, due_at);
CREATE INDEX endpoint_failures_unreported ON public.endpoint_failures USING btree (first_failure_at) WHERE (NOT reported);
CREATE INDEX event_bodies_event ON ONLY public.event_bodies USING btree (published_at, event_id);
CREATE INDEX events_inbox ON public.events USING btree (organization_id COLLATE "POSIX", inbox_id, published_at, event_id) WHERE (inbox_id IS NOT NULL);
CREATE INDEX events_of_organization ON public.events USING btree (organization_id COLLATE "POSIX", published_at, event_id);
CREATE INDEX events_published ON public.events USING btree (published_at);
CREATE INDEX events_type ON public.events USING btree (organization_id COLLATE "POSIX", event_type, published_at, event_id);
CREATE INDEX operator_events_published ON public.operator_events USING btree (occurred_at) WHERE published;
CREATE INDEX operator_events_unpublished ON public.operator_events USING btree (occurred_at) WHERE (NOT published);
CREATE INDEX previous_secrets_webhook ON public.previous_secrets USING btree (webhook_id);
CREATE INDEX recoveries_running ON public.recoveries USING btree (webhook_id) WHERE (finished_at IS NULL);
CREATE UNIQUE INDEX tokens_bootstrap ON public.tokens USING btree (bootstrap) WHERE bootstrap;
CREATE INDEX tokens_page ON public.tokens USING btree (created_at, token_id);
CREATE UNIQUE INDEX webhooks_client_id ON public.webhooks USING btree (organization_id, client_id) WHERE (client_id IS NOT NULL);
CREATE INDEX webhooks_page ON public.webhooks USING btree (organization_id, created_at, webhook_id);

CREATE OR REPLACE FUNCTION public.add_organization()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      select organization_id into new.organization_id from deliveries where delivery_id = new.delivery_id;
      return new;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.event_filter_sources(inbox_ids text[], pod_ids text[])
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
AS $function$
      select case when inbox_ids = '{}' and pod_ids = '{}' then array[''] else
        array(select 'inbox:' || id from unnest(inbox_ids) as id)
        || array(select 'pod:' || id from unnest(pod_ids) as id)
      end
    $function$;

CREATE OR REPLACE FUNCTION public.keep_event_webhooks()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      if tg_op <> 'INSERT' then
        delete from event_webhooks
        where organization_id = old.organization_id and event_type = any (old.event_types)
          and source = any (event_filter_sources(old.inbox_ids, old.pod_ids)) and webhook_id = old.webhook_id;
      end if;
      if tg_op <> 'DELETE' then
        insert into event_webhooks (organization_id, event_type, source, webhook_id, epoch)
        select new.organization_id, event_type, source, new.webhook_id, new.epoch
        from unnest(new.event_types) as event_type
        cross join unnest(event_filter_sources(new.inbox_ids, new.pod_ids)) as source
        where new.enabled
        on conflict do nothing;
      end if;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.keep_not_delivered()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
    begin
      delete from not_delivered using old_rows
      where old_rows.reason is not null and not_delivered.organization_id = old_rows.organization_id
        and not_delivered.status = old_rows.status and not_delivered.created_at = old_rows.created_at
        and not_delivered.delivery_id = old_rows.delivery_id;
      insert into not_delivered (organization_id, status, created_at, delivery_id)
      select organization_id, status, created_at, delivery_id from new_rows where reason is not null
      on conflict do nothing;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.keep_subscriptions()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      if tg_op <> 'INSERT' then
        delete from subscriptions
        where organization_id = old.organization_id and webhook_id = old.webhook_id
          and source = any (event_filter_sources(old.inbox_ids, old.pod_ids));
      end if;
      if tg_op <> 'DELETE' then
        insert into subscriptions (organization_id, source, webhook_id)
        select new.organization_id, source, new.webhook_id
        from unnest(event_filter_sources(new.inbox_ids, new.pod_ids)) as source;
      end if;
      return null;
    end
    $function$;

CREATE TRIGGER attempts_organization BEFORE INSERT ON public.attempts FOR EACH ROW WHEN (((new.organization_id IS NULL) AND (new.outcome <> 'succeeded'::text))) EXECUTE FUNCTION add_organization();

CREATE TRIGGER deliveries_not_delivered AFTER UPDATE ON public.deliveries REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_not_delivered();

CREATE TRIGGER webhooks_event_webhooks AFTER INSERT OR DELETE OR UPDATE OF enabled, epoch, event_types, inbox_ids, pod_ids ON public.webhooks FOR EACH ROW EXECUTE FUNCTION keep_event_webhooks();

CREATE TRIGGER webhooks_subscriptions AFTER INSERT OR DELETE OR UPDATE OF inbox_ids, pod_ids ON public.webhooks FOR EACH ROW EXECUTE FUNCTION keep_subscriptions();
