-- by_person@1 同一人在每一类信息中计一条: one person once in each class.
-- 法释〔2017〕10号 第一条: 能够单独或者与其他信息结合识别特定自然人身份; 第五条第一款第三项至第五项: the classes.
-- Whether pieces are persons is disputed (争议问题1).
--
-- Reads: the view ledger (台账) and the tables identity, classes, class_order, kinds, doubts.
-- Gives: a line for each class, and one for each reason for which pieces were left out (section excluded).
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

-- Of each record the strongest valid value and the strongest struck one; of two of one kind, the first in the row.
strongest as (
    select
        source, row, part,
        arg_min(token, (strength, line)) filter (where not is_struck) as valid,
        arg_min(token, (strength, line)) filter (where is_struck) as struck
    from value
    group by source, row, part
),

-- Whom a record is about: its strongest valid value, else its whole content. A record in high only: its strongest
-- struck value, else its whole content. A record in total keeps its person in high: high is never below total.
about as (
    select
        record.in_total, record.in_low, record.in_high, record.class, record.class_high,
        coalesce(strongest.valid, record.content) as person,
        coalesce(strongest.struck, record.content_full) as person_high
    from record
    left join strongest
        on strongest.source = record.source and strongest.row = record.row and strongest.part = record.part
),

-- Each person in each class is a piece (条).
piece as (
    select class, person, bool_or(in_low) as in_low from about where in_total group by class, person
),

-- In high come those whom only struck values name; union keeps equal lines once.
piece_high as (
    select class, person from piece
    union
    select class_high, person_high from about where in_high and not in_total
),

-- The reason that a set of doubts gives: the first of those that strike a value.
reason as (
    select held.doubts, min(doubts.bit) as bit
    from (select distinct doubts from ledger) as held
    join doubts on doubts.striking and ((held.doubts >> doubts.bit) & 1) = 1
    group by held.doubts
)

select
    'class' as section, class_order.place, class_order.class as name, class_order.tier,
    (select count(*) from piece where piece.class = class_order.class) as total,
    (select count(*) from piece where piece.class = class_order.class and piece.in_low) as low,
    (select count(*) from piece_high where piece_high.class = class_order.class) as high
from class_order

union all by name

-- Duplicate (重复): what is left of the records in total once each piece stands once.
select
    'excluded' as section, -1 as place, 'duplicate' as name,
    (select count(*) from record where in_total) - (select count(*) from piece) as excluded

union all by name

-- Proven untrue (不真实): records in high that are not in total.
select 'excluded' as section, doubts.bit as place, doubts.name as name, count(*) as excluded
from record
join reason on reason.doubts = record.doubts
join doubts on doubts.bit = reason.bit
where record.in_high and not record.in_total
group by doubts.bit, doubts.name

order by section, place;
