select {{ finding_columns() }}
from {{ source('judged', 'finding') }}
