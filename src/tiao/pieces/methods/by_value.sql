-- by_value@1 每个不同的识别性数值计一条: every distinct identifying value.
-- 法释〔2017〕10号 第一条: 能够单独识别特定自然人身份; 第十一条第三款: 重复的除外。
-- Whether a bare number is a piece is disputed (争议问题1、5).
--
-- Reads: the view ledger (台账) and the tables identity, classes, class_order, kinds, doubts.
-- Gives: a line for each class, and one for each reason for which pieces were left out (section excluded);
--        and the distinct valid values of each kind (section kind).
-- Made ready by tiao.pieces.sql; the rules are those of docs/reference/counting.md.

with
-- What each set of kinds (信息种类) that occurs amounts to.
meaning as (
    select
        held.kinds,
        -- It identifies a natural person, alone or combined (第一条), when it holds every kind of one line of identity.
        exists (select 1 from identity where (held.kinds & identity.mask) = identity.mask) as identifies,
        -- Its class is the first line of classes that it meets (第五条第一款第三项至第五项); an empty mask asks for nothing.
        (
            select arg_min(classes.class, classes.place)
            from classes
            where (held.kinds & classes.all_mask) = classes.all_mask
                and (classes.any_mask = 0 or (held.kinds & classes.any_mask) <> 0)
        ) as class
    from (select kinds from ledger union select kinds | struck from ledger) as held
),

-- The records: total looks at what is valid, low bears no doubt, high takes struck values along.
record as (
    select
        ledger.source,
        ledger.row,
        ledger.part,
        ledger.doubts,
        valid.identifies as in_total,
        valid.identifies and ledger.doubts = 0 as in_low,
        every.identifies as in_high,
        valid.class as class,
        every.class as class_high
    from ledger
    join meaning as valid on valid.kinds = ledger.kinds
    join meaning as every on every.kinds = (ledger.kinds | ledger.struck)
    where not ledger.more
),

-- The identifying values of the records. A line gives at most one of each kind; further ones, and all struck ones,
-- stand on further lines (more) of their record.
value as (
    select
        one.source, one.row, one.part, one.line, one.token, kinds.bit, kinds.strength, one.doubts,
        one.more and one.struck <> 0 as is_struck
    from ledger unpivot (
        token for kind in (
            resident_id, passport, hk_macau_permit, taiwan_permit, driving_licence, mobile, foreign_phone, bank_card,
            wechat, qq, email, plate, account, imei, mac, landline
        )
    ) as one
    join kinds on kinds.name = one.kind and kinds.is_value
),

-- Where a value counts: valid ones with their record, struck ones in high only. A record holds a value once.
occurrence as (
    select record.in_total, record.in_low, record.in_high, record.class, record.class_high, value.*
    from value
    join record on record.source = value.source and record.row = value.row and record.part = value.part
),

standing as (
    select 'total' as figure, bit, token, class from occurrence where in_total and not is_struck
    union all
    select 'low', bit, token, class from occurrence where in_low and not is_struck
    union all
    select 'high', bit, token, class_high from occurrence where in_high
),

-- Each value is a piece (条), in the gravest class of the records that it stands in.
piece as (
    select standing.figure, standing.bit, standing.token, arg_min(class_order.class, class_order.place) as class
    from standing
    join class_order on class_order.class = standing.class
    group by standing.figure, standing.bit, standing.token
),

-- The reason that a set of doubts gives: the first of those that strike a value.
reason as (
    select held.doubts, min(doubts.bit) as bit
    from (select distinct doubts from ledger) as held
    join doubts on doubts.striking and ((held.doubts >> doubts.bit) & 1) = 1
    group by held.doubts
),

-- Struck values of records in high, each once with its own reason.
untrue as (
    select occurrence.token, min(reason.bit) as bit
    from occurrence
    join reason on reason.doubts = occurrence.doubts
    where occurrence.in_high and occurrence.is_struck
    group by occurrence.token
)

select
    'class' as section, class_order.place, class_order.class as name, class_order.tier,
    count(*) filter (where piece.figure = 'total') as total,
    count(*) filter (where piece.figure = 'low') as low,
    count(*) filter (where piece.figure = 'high') as high
from class_order
left join piece on piece.class = class_order.class
group by class_order.place, class_order.class, class_order.tier

union all by name

-- Duplicate (重复): valid values of records in total, less the distinct ones.
select
    'excluded' as section, -1 as place, 'duplicate' as name,
    (select count(*) from standing where figure = 'total') - (select count(*) from piece where figure = 'total') as excluded

union all by name

-- Proven untrue (不真实).
select 'excluded' as section, doubts.bit as place, doubts.name as name, count(*) as excluded
from untrue
join doubts on doubts.bit = untrue.bit
group by doubts.bit, doubts.name

union all by name

select 'kind' as section, kinds.strength as place, kinds.name as name, count(piece.token) as total
from kinds
left join piece on piece.bit = kinds.bit and piece.figure = 'total'
where kinds.is_value
group by kinds.strength, kinds.name

order by section, place;
