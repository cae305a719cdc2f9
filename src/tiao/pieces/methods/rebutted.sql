-- Records (记录) of total that standing rebuttals (反证) take out, each on the first of its grounds.
-- 法释〔2017〕10号 第十一条第三款: 对批量公民个人信息的条数，根据查获的数量直接认定，但是有证据证明信息不真实或者重复的除外。
-- A record is taken out when it meets every condition that a rebuttal gives; of each condition, one alternative is enough.
--
-- Reads: the view ledger (台账), the tables identity, classes, kinds, doubts, and the rebuttals:
--        rebuttal (number, ground, places, classes, doubts, vals): which conditions it gives, ground in order;
--        rebuttal_place (number, source, row, last_row, part), part 0 for all; rebuttal_class (number, class);
--        rebuttal_doubt (number, doubt); rebuttal_value (number, kind, token).
-- Gives: a line for each record: source, row, part, ground.
-- Made ready by tiao.pieces.sql_rebutted; the rules are those of docs/reference/counting.md.

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

-- The records of total.
record as (
    select ledger.source, ledger.row, ledger.part, ledger.doubts, meaning.class
    from ledger
    join meaning on meaning.kinds = ledger.kinds
    where not ledger.more and meaning.identifies
),

-- Records that hold a value which a rebuttal names, valid or struck.
held as (
    select distinct rebuttal_value.number, one.source, one.row, one.part
    from ledger unpivot (
        token for kind in (
            resident_id, passport, hk_macau_permit, taiwan_permit, driving_licence, mobile, foreign_phone, bank_card,
            wechat, qq, email, plate, account, imei, mac, landline
        )
    ) as one
    join rebuttal_value on rebuttal_value.kind = one.kind and rebuttal_value.token = one.token
),

met as (
    select record.source, record.row, record.part, rebuttal.ground
    from record
    cross join rebuttal
    where
        (
            not rebuttal.places or exists (
                select 1
                from rebuttal_place
                where rebuttal_place.number = rebuttal.number
                    and rebuttal_place.source in (record.source, split_part(record.source, '.', 1))
                    and record.row between rebuttal_place.row and rebuttal_place.last_row
                    and rebuttal_place.part in (0, record.part)
            )
        )
        and (
            not rebuttal.classes or exists (
                select 1
                from rebuttal_class
                where rebuttal_class.number = rebuttal.number and rebuttal_class.class = record.class
            )
        )
        and (
            not rebuttal.doubts or exists (
                select 1
                from rebuttal_doubt
                join doubts on doubts.name = rebuttal_doubt.doubt
                where rebuttal_doubt.number = rebuttal.number and ((record.doubts >> doubts.bit) & 1) = 1
            )
        )
        and (
            not rebuttal.vals or exists (
                select 1
                from held
                where held.number = rebuttal.number
                    and held.source = record.source and held.row = record.row and held.part = record.part
            )
        )
)

select source, row, part, min(ground) as ground
from met
group by source, row, part;
