-- What changed, as a sentence: units by name, forms by number, never a file or a person.
with

input_changes as (

    select
        input_changes.as_of,
        input_changes.kind,
        input_changes.name,
        input_changes.report_year,
        input_changes.unit_code,
        input_changes.form,
        input_changes.what,
        units.sort_order as unit_order,
        coalesce(units.label_vi, input_changes.unit_code) as unit_vi,
        coalesce(units.label_en, input_changes.unit_code) as unit_en,
        'Biểu ' || input_changes.form || ' năm ' || cast(input_changes.report_year as string) as form_vi,
        'form ' || input_changes.form || ' of ' || cast(input_changes.report_year as string) as form_en,
        coalesce(labels.label_vi, input_changes.name) as label_vi,
        coalesce(labels.label_en, input_changes.name) as label_en
    from {{ ref('int_input_change') }} as input_changes
    left join {{ ref('dim_unit') }} as units
        on input_changes.unit_code = units.unit_code
    left join {{ ref('dim_figure_input') }} as labels
        on
            input_changes.kind = labels.kind
            and input_changes.name = labels.name

)

select
    as_of,
    kind,
    name,
    report_year,
    unit_code,
    form,
    what,
    row_number() over (
        partition by as_of
        order by
            case kind when 'returns' then 1 when 'rules' then 2 when 'reference' then 3 else 4 end,
            report_year nulls last, unit_order nulls last, unit_code nulls last, form nulls last, name
    ) as sort_order,
    case
        when what = 'received' then unit_vi || ' gửi ' || form_vi
        when what = 'sent_again' then unit_vi || ' gửi lại ' || form_vi
        when what = 'other_version'
            then form_vi || ' của ' || unit_vi || ': dùng bản khác trong các bản đã nhận'
        when what = 'withdrawn' then form_vi || ' của ' || unit_vi || ': không còn bản nào được dùng'
        when kind = 'rules' then 'Sửa quy tắc kiểm tra: ' || label_vi
        when kind = 'reference' then 'Sửa danh mục: ' || label_vi
        else 'Cập nhật phần mềm: ' || label_vi
    end as told_vi,
    case
        when what = 'received' then unit_en || ' sent ' || form_en
        when what = 'sent_again' then unit_en || ' sent ' || form_en || ' again'
        when what = 'other_version'
            then form_en || ' of ' || unit_en || ': another of the versions received is used'
        when what = 'withdrawn' then form_en || ' of ' || unit_en || ': no version is used any more'
        when kind = 'rules' then 'Checks edited: ' || label_en
        when kind = 'reference' then 'Reference list edited: ' || label_en
        else 'Software updated: ' || label_en
    end as told_en
from input_changes
