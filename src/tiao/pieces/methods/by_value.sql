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
        -- It identifies a natural person, alone or combined (第一条): it holds every kind of one line of identity.
        exists (select 1 from identity where (held.kinds & identity.mask) = identity.mask) as identifies,
        -- Its class (第五条第一款第三至五项) is the first line of classes that it meets; an empty mask asks for nothing.
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
        ledger.source, ledger.row, ledger.part, ledger.doubts, ledger.content,
        coalesce(ledger.content_full, ledger.content) as content_full,
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

-- The reason that a set of doubts gives: the first of those that strike a value.
reason as (
    select held.doubts, min(doubts.bit) as bit
    from (select distinct doubts from ledger) as held
    join doubts on doubts.striking and ((held.doubts >> doubts.bit) & 1) = 1
    group by held.doubts
),

-- Where values stand. A record holds a value once.
occurrence as (
    select
        value.bit, value.token, value.is_struck, reason.bit as reason,
        record.in_total and not value.is_struck as in_total,
        record.in_low and not value.is_struck as in_low,
        grade.place, grade_high.place as place_high
    from value
    join record on record.source = value.source and record.row = value.row and record.part = value.part
    join class_order as grade on grade.class = record.class
    join class_order as grade_high on grade_high.class = record.class_high
    left join reason on reason.doubts = value.doubts
    where record.in_high
),

-- Each value is a piece (条), in the gravest class (the first in class_order) of the records that it stands in.
-- A struck value stands in high only; untrue is its own reason.
piece as (
    select
        bit, token,
        count(*) filter (where in_total) as times,
        min(place) filter (where in_total) as total,
        min(place) filter (where in_low) as low,
        min(place_high) as high,
        min(reason) filter (where is_struck) as untrue
    from occurrence
    group by bit, token
)

select
    'class' as section, class_order.place, class_order.class as name, class_order.tier,
    (select count(*) from piece where piece.total = class_order.place) as total,
    (select count(*) from piece where piece.low = class_order.place) as low,
    (select count(*) from piece where piece.high = class_order.place) as high
from class_order

union all by name

-- Duplicate (重复): every time that a value stands in total, but for one.
select 'excluded' as section, -1 as place, 'duplicate' as name, sum(times - 1) as excluded
from piece
where total is not null

union all by name

-- Proven untrue (不真实): each struck value once.
select 'excluded' as section, doubts.bit as place, doubts.name as name, count(*) as excluded
from piece
join doubts on doubts.bit = piece.untrue
group by doubts.bit, doubts.name

union all by name

select
    'kind' as section, kinds.strength as place, kinds.name as name,
    (select count(*) from piece where piece.bit = kinds.bit and piece.total is not null) as total
from kinds
where kinds.is_value

order by section, place;
