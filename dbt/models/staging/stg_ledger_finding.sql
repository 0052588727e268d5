select {{ finding_columns() }}
from {{ source('ledger', 'finding') }}
