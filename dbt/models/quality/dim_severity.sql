{{ config(schema='marts', materialized='table') }}

select
    severity,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    sort_order
from {{ ref('severities') }}
