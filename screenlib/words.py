"""The words in which answers are told, in English and Chinese. Only words: no logic.

One table for each kind of thing that is named; `word(TABLE, key, lang)` looks one up and gives the
key itself where no word is known, so that a level that a newer core adds is shown, not hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screenlib.results import Language

Words = dict[str, tuple[str, str]]

VERDICTS: Words = {
    "match": ("match", "匹配"),
    "review": ("review", "需复核"),
    "affiliate": ("affiliate", "疑似关联"),
    "none": ("none", "未命中"),
    "empty": ("empty", "无名称"),
}

KINDS: Words = {
    "place": ("place", "地名"),
    "stem": ("trade name", "字号"),
    "field": ("field", "行业"),
    "form": ("form", "组织形式"),
    "kind": ("kind", "机构类型"),
    "number": ("number", "编号"),
    "filler": ("filler", "虚词"),
    "name": ("whole name", "全名"),
    "country": ("country", "国家"),
    "address": ("address", "地址"),
}

LEVELS: Words = {
    # how two parts agree, the strongest first
    "text": ("same text", "文字相同"),
    "concept": ("same meaning", "含义相同"),
    "sound": ("same sound", "读音相同"),
    "typo": ("one typing error", "一处拼写错误"),
    "romanisation": ("other romanisation", "另一种拼写"),
    "typos": ("typing errors", "多处拼写错误"),
    "truncation": ("cut short", "截短或缩写"),
    "initials": ("initials", "首字母"),
    "inside": ("one place inside the other", "地域包含"),
    "homophone": ("other characters, same sound", "同音异字"),
    "echo": ("the sound of a name that is written otherwise", "读音相同但通行汉字不同"),
    "other-kind-of-part": ("agrees as another kind of part", "作为另一类部分相符"),
    # what does not agree
    "conflict": ("they differ", "不同"),
    "extra": ("only in the query", "仅见于查询名"),
    "missing": ("only on the list", "仅见于名单"),
    "other-business": ("another line of business", "行业不同"),
    "other-kind": ("another kind of organisation", "机构类型不同"),
    "spelt-alike": ("spelt alike as a whole", "整体拼写相近"),
    "spelt-otherwise": ("spelt otherwise as a whole", "整体拼写不同"),
    "other-brand": ("the trade name of another firm", "他人的字号"),
    "other-organisation": ("the name of another organisation", "另一机构的名称"),
    "sister-organisation": ("another organisation of the same group", "同一集团的另一机构"),
    "no-trade-name": ("no trade name in common", "没有相同的字号"),
    # what concerns the whole
    "prior": ("before any evidence", "尚无证据时"),
    "identical": ("the whole names are identical", "全名完全相同"),
    "nearly-identical": ("whole names nearly the same", "全名几乎相同"),
    "full": ("nothing left over", "双方全部对应"),
    "nearly-full": ("hardly anything left over", "双方几乎全部对应"),
    "query-full": ("nothing left over in the query", "查询名全部对应"),
    "in-brackets": ("compared with a part in brackets", "以括号内部分比较"),
    "known-trade-name": ("compared by a known trade name", "以已知的字号比较"),
    "known-name": ("compared by another known name", "以已知的另一名称比较"),
    "ambiguous-name": ("by a name that others have too", "以可能重名的名称比较"),
    "weak-alias": ("the list calls this alias weak", "名单注明为弱别名"),
    "other-country": ("another country", "国家不同"),
    "same-unit": ("the same unit of the same building", "同一建筑同一单元"),
}

DISPOSITIONS: Words = {
    "false-hit": ("false hit", "误报"),
    "true-match": ("true match", "确认命中"),
    "escalated": ("escalated", "上报"),
}

STATUSES: Words = {
    "listed": ("listed", "已列入"),
    "announced": ("announced, not yet in force", "已宣布，尚未生效"),
    "considered": ("only considered, not listed", "仅在考虑中，未列入"),
    "removed": ("removed from the list", "已移出名单"),
}

NAME_KINDS: Words = {
    "primary": ("primary name", "主要名称"),
    "aka": ("alias", "别名"),
    "weak-aka": ("weak alias", "弱别名"),
    "former": ("former name", "曾用名"),
    "native": ("native name", "本国文字名称"),
    "brand": ("brand", "品牌"),
    "address": ("address", "地址"),
}

RELATIONS: Words = {
    "branch": ("a branch, by its name", "从名称看是分支机构"),
    "subsidiary": ("a subsidiary, by its name", "从名称看是子公司"),
    "sister": ("a sister organisation, by its name", "从名称看是兄弟单位"),
    "parent": ("the parent or a wider body, by its name", "从名称看是上级单位"),
    "same-trade-name": ("of the same trade name", "字号相同"),
    "same-group": ("of the same group, by its name", "从名称看属同一集团"),
}

RULE_STATES: Words = {
    "in-force": ("in force from", "生效："),
    "suspended": ("suspended from", "暂停："),
    "unknown": ("not known here from", "此后情况未知："),
}

PHRASES: Words = {
    "part": ("part", "部分"),
    "in query": ("in the query", "查询名"),
    "on list": ("on the list", "名单"),
    "how": ("how they compare", "比较"),
    "bits": ("bits", "比特"),
    "sum": ("sum", "合计"),
    "letters": ("letter by letter", "逐字对照"),
    "matched": ("matched", "命中名称"),
    "list": ("list", "名单"),
    "decided": ("decided", "处置"),
    "citation": ("citation", "依据"),
    "dates": ("dates", "日期"),
    "licence": ("licence", "许可要求"),
    "policy": ("review policy", "审查政策"),
    "relation": ("relation", "关系"),
    "ownership rule": ("BIS 50 % rule", "BIS 50%规则"),
    "aliases": ("also known as", "其他名称"),
    "country": ("country", "国家"),
    "note": ("note", "说明"),
    "status": ("status", "状态"),
    "ownership": ("ownership not known", "股权关系未知"),
    "announced on": ("announced", "宣布"),
    "published on": ("published", "公布"),
    "effective on": ("effective", "生效"),
    "considered on": ("reported as considered", "据报道在考虑中"),
    "searched": ("Searched", "已检索"),
    "not searched": ("Not searched", "未检索"),
    "left out": (
        "Not searched by name: {} persons, vessels, aircraft and bare addresses on it.",
        "未按名称检索：其中 {} 个个人、船舶、飞行器和仅有地址的条目。",
    ),
    "entities": ("entities", "个实体"),
    "names": ("names", "个名称"),
    "holds": ("Holds", "内容"),
    "no clearance": (
        "No match is no clearance: it says only that no name on these lists comes near.",
        "未命中不等于放行：仅表示上述名单中没有相近的名称。",
    ),
    "nothing found": ("no name on the lists comes near", "名单中没有相近的名称"),
    "same": ("same organisation", "为同一机构的概率"),
    "reads": ("is read as", "解析为"),
    "key": ("folded", "归一化"),
    "sounds": ("sounds", "读音"),
    "query": ("query", "查询名"),
    "verdict": ("verdict", "结论"),
    "entity": ("listed entity", "名单实体"),
    "row": ("row", "行"),
    "rows": ("rows", "行数"),
    "to look at": ("To look at", "待核查"),
    "to look at of": ("to look at, of", "个待核查，共"),
    "addresses": ("addresses", "地址"),
    "address": ("party's address", "客户地址"),
    "party": ("customer's id", "客户编号"),
    "damaged row": ("damaged row", "损坏的行"),
    "open only": ("open ones only", "仅未处置"),
    "find": ("find", "查找"),
    "unfold all": ("unfold or fold all", "全部展开或收起"),
    "nothing shown": ("Nothing to show with these filters.", "当前筛选条件下无内容。"),
    "names not screened": ("Names that were not screened", "未能检索的名称"),
    "days old": ("days old", "天前的版本"),
    "stale": ("older than its limit", "已超过时效"),
    "decided by": ("decided by", "处置人"),
    "why": ("why", "理由"),
    "until": ("until", "有效期至"),
    "export decisions": ("export decisions", "导出处置结果"),
    "export hint": (
        "Then: screenlib decide --decisions FILE --from decisions.json",
        "随后运行：screenlib decide --decisions FILE --from decisions.json",
    ),
}


def word(table: Words, key: str, lang: Language) -> str:
    """What `key` is called in `lang`, or the key itself."""
    entry = table.get(key)
    return key if entry is None else entry[0 if lang == "en" else 1]
