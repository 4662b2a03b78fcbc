"""办件 (D04): totals by unit, day and kind of task, and single cases (3.2 b, 5.2)."""

from datetime import timedelta

from reportgen.datasets.checks import adds_up, at_most, filled_together, ordered, suspicious
from reportgen.datasets.clock import elapsed, promised
from reportgen.datasets.columns import (
    APPLICANT_TYPES,
    APPLY_SOURCES,
    DATE,
    PROJECT_NO,
    PROJECT_TYPES,
    RESULTS,
    TASK_CODE,
    TASK_TYPES,
    UNIT,
    count,
    decimal,
    flag,
    text,
    time,
)
from reportgen.datasets.model import Agreement, Calendar, Dataset, Reference, Row

NONE = timedelta()
SUDDEN = timedelta(minutes=1)  # 受理到办结，短于此疑似先办后录
_SCOPE = "不含作废、删除、转报件"

CASE_DAILY = Dataset(
    name="case_daily",
    label="办件日汇总",
    number="D04",
    clause="3.2 b",
    columns=(
        UNIT,
        DATE,
        text("task_type", "事项类型", "01", "GB/T 39046 A.1", TASK_TYPES),
        count("accepted", "受理量", f"当日受理，{_SCOPE}", example="120"),
        count("accepted_online", "网上受理量", "受理量中由电脑端、移动端申报的", example="96"),
        count("accepted_mobile", "移动端受理量", "网上受理量中由移动端申报的", example="41"),
        count("finished", "办结量", f"当日办结，{_SCOPE}；等于即办件与承诺件之和", example="118"),
        count("instant_finished", "即办件办结量", example="71"),
        count("promise_finished", "承诺件办结量", example="47"),
        count("on_time", "按时办结量", "承诺期限内办结，扣除特别程序和依法不计时间", example="118"),
        count("early", "提前办结量", "早于承诺期限办结的承诺件，即办件不计入", example="40"),
        count("overdue", "超期办结量", "超过承诺期限办结；按时办结与超期办结之和等于办结量"),
        decimal(
            "promise_workdays",
            "承诺件实际办理工作日合计",
            "个工作日",
            "86.50",
            "当日办结的承诺件，由受理至办结的工作日，扣除不计时间",
        ),
        count("promise_limit_days", "承诺件承诺工作日合计", unit="个工作日", example="204"),
        count("statutory_days", "承诺件法定工作日合计", unit="个工作日", example="610"),
        count("step_overtime", "环节超时件", "至少一个办理环节超过规定时限"),
        count("flow_fault", "流程异常件", "跳过环节或逆流程办理"),
        count("returned", "退回或不予受理件"),
        count("supplemented", "再次补正件", "一次性告知后再次要求补正"),
        count("resubmitted", "重复申请件", "退件后就同一事项再次申请"),
        count("sudden_finished", "异常即时办结件", "受理后数秒内办结的承诺件，疑似先办后录"),
        count("fee_cases", "收费件", "当日办结的收费办件"),
        count("fee_mismatch", "收费不符件", "应收与实收金额不一致"),
        count("special_cases", "启用特别程序件", "延长审批、听证、检验、专家评审等"),
        count("special_repeat", "多次或超长特别程序件", "同一办件多次启用，或启用时间超过规定"),
        count("mailed", "寄递件", "办理结果寄递送达"),
        count("e_cert", "电子证照件", "办理结果生成电子证照"),
    ),
    key=("unit_id", "date", "task_type"),
    dated="date",
    totals=("task_type",),
    checks=(
        at_most("D04-01", "accepted_online", "accepted", "网上受理量不大于受理量"),
        at_most("D04-02", "accepted_mobile", "accepted_online", "移动端受理量不大于网上受理量"),
        adds_up(
            "D04-03", ("instant_finished", "promise_finished"), "finished", "办结量等于即办件与承诺件之和"
        ),
        adds_up("D04-04", ("on_time", "overdue"), "finished", "办结量等于按时办结与超期办结之和"),
        at_most("D04-05", "early", "promise_finished", "提前办结量不大于承诺件办结量"),
        at_most("D04-06", "fee_cases", "finished", "收费件不大于办结量"),
        at_most("D04-07", "fee_mismatch", "fee_cases", "收费不符件不大于收费件"),
        at_most("D04-08", "special_repeat", "special_cases", "多次或超长特别程序件不大于启用特别程序件"),
        at_most("D04-09", "sudden_finished", "promise_finished", "异常即时办结件不大于承诺件办结量"),
        at_most("D04-10", "mailed", "finished", "寄递件不大于办结量"),
        at_most("D04-11", "e_cert", "finished", "电子证照件不大于办结量"),
        at_most("D04-12", "promise_limit_days", "statutory_days", "承诺工作日合计不大于法定工作日合计"),
    ),
)


def _unlike_promise(row: Row, task: Row, calendar: Calendar) -> str:
    """The day of acceptance may count or not, so one day more or less is allowed."""
    if row["project_type"] != "2":
        return ""
    days = task["promise_days"] + row["stop_days"]
    earliest, due, latest = (promised(row["accept_time"], days + more, calendar) for more in (-1, 0, 1))
    agrees = earliest <= row["promise_time"].date() <= latest
    return "" if agrees else f"事项承诺{task['promise_days']}个工作日，应为{due}"


def _not_at_once(row: Row, task: Row, calendar: Calendar) -> str:
    if row["project_type"] != "1":
        return ""
    days = elapsed(row["accept_time"], row["finish_time"], calendar) - row["stop_days"]
    return f"用了{days}个工作日" if days > 1 else ""


def _other_type(row: Row, task: Row, calendar: Calendar) -> str:
    same = row["project_type"] == task["project_type"]
    return "" if same else f"事项清单为{PROJECT_TYPES[task['project_type']]}"


CASES = Dataset(
    name="cases",
    label="办件明细",
    number="D04",
    clause="5.2",
    columns=(
        PROJECT_NO,
        UNIT,
        TASK_CODE,
        text("task_name", "事项名称", "食品经营许可证核发"),
        text("project_type", "办件类型", "2", "GB/T 39046 A.6", PROJECT_TYPES),
        text("apply_source", "申报来源", "2", "GB/T 39046 A.5，另设自助端", APPLY_SOURCES),
        text("applicant_type", "申请人类型", "1", "GB/T 39046 A.4", APPLICANT_TYPES),
        time("apply_time", "申请时间"),
        time("accept_time", "受理时间", "不早于申请时间"),
        time("promise_time", "承诺办结时间", "受理时间加承诺工作日，遇特别程序顺延", planned=True),
        time("finish_time", "办结时间", "在办的留空", required=False),
        text("result_code", "办结结果", "0", "在办的留空", RESULTS, required=False),
        count("stop_days", "不计时工作日", "特别程序和依法不计入时限的工作日", "个工作日"),
        decimal(
            "workdays",
            "实际办理工作日",
            "个工作日",
            "1.50",
            "受理至办结的工作日，扣除不计时工作日；在办的留空",
            required=False,
        ),
        decimal("fee_due", "应收金额", "元", "0.00"),
        decimal("fee_paid", "实收金额", "元", "0.00"),
        count("steps_skipped", "跳过环节数", unit="个"),
        count("step_overtime", "超时环节数", unit="个"),
        count("overdue_days", "超期工作日", "截至办结；在办的截至数据截止日。未超期填0", "个工作日"),
        flag("sampled", "随机抽样", "是：随机抽取的办件；否：因超期或差评而全部保留的办件"),
        count("urged", "督办次数", unit="次"),
    ),
    key=("project_no",),
    dated="accept_time",
    checks=(
        ordered("D04-21", "apply_time", "accept_time", "受理时间不早于申请时间"),
        ordered("D04-22", "accept_time", "promise_time", "承诺办结时间不早于受理时间"),
        ordered("D04-23", "accept_time", "finish_time", "办结时间不早于受理时间"),
        filled_together("D04-24", "finish_time", "result_code", "办结时间和办结结果应同时填写或同时留空"),
        filled_together("D04-25", "finish_time", "workdays", "已办结的应填实际办理工作日，在办的留空"),
        suspicious(
            "D04-26",
            "受理后一分钟内办结的承诺件，疑似先办后录",
            ("finish_time", "accept_time", "project_type"),
            lambda row: (
                row["project_type"] != "2" or not NONE <= row["finish_time"] - row["accept_time"] < SUDDEN
            ),
            "请核实是否先办理后录入；属实的在说明中写明",
            'AND({project_type}="2",{finish_time}>={accept_time},({finish_time}-{accept_time})*1440<1)',
        ),
        suspicious(
            "D04-27",
            "即办件办理超过一个工作日",
            ("workdays", "project_type"),
            lambda row: bool(row["project_type"] != "1" or row["workdays"] <= 1),
            "请核对办件类型和办理时间",
            'AND({project_type}="1",{workdays}>1)',
        ),
        suspicious(
            "D04-28",
            "超期工作日与办理时间不符：已在承诺时间内办结，却填了超期",
            ("overdue_days", "finish_time", "promise_time"),
            lambda row: bool(row["finish_time"] > row["promise_time"] or row["overdue_days"] == 0),
            "请核对承诺办结时间、办结时间和超期工作日",
            "AND({finish_time}<={promise_time},{overdue_days}>0)",
        ),
    ),
    references=(Reference("task_code", "tasks", "task_code"),),
    agreements=(
        Agreement(
            "D04-31",
            "承诺办结时间等于受理时间加事项承诺时限和不计时工作日",
            "task_code",
            ("promise_time", "accept_time", "project_type", "stop_days"),
            _unlike_promise,
            "请按事项清单的承诺办结时限重新计算；时限已调整的，先更新事项清单",
        ),
        Agreement(
            "D04-32",
            "即办件由受理至办结超过一个工作日",
            "task_code",
            ("finish_time", "accept_time", "project_type", "stop_days"),
            _not_at_once,
            "请核对办件类型和办理时间",
            strict=False,
        ),
        Agreement(
            "D04-33",
            "办件类型与事项清单不符",
            "task_code",
            ("project_type",),
            _other_type,
            "请核对办件类型，或先更新事项清单",
            strict=False,
        ),
    ),
)
