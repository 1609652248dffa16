-- Names the models among lines of equipment as one text, such as "Atol 30F, Evotor 7.2"; null where there are none. Of a
-- line counts what stands before a comma, a bracket, a number sign or the word for a serial number. Called by
-- desk/metrics/metric_queries.py (a label). Rule: outlets with the same models get the same text, whatever the order.
create or replace function equipment_models(lines text[]) returns text language sql immutable as $$
  select string_agg(model, ', ' order by model) from (
    select distinct btrim(regexp_replace(line, '\s*([,;(#№]|\m(s/?n|зав|сер)\M).*$', '', 'i')) as model
    from unnest(lines) line) models
  where model <> ''
$$;
