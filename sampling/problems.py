"""What can be wrong with a frame, a roster or a design, said in Vietnamese and English.

Files report every problem at once; `FrameError` and `DesignError` carry them all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["SENTENCES", "DesignError", "FrameError", "Problem"]

# code: (Vietnamese, English); {names} are filled from Problem.values
SENTENCES: Mapping[str, tuple[str, str]] = {
    "encoding": (
        "tệp không phải UTF-8 (byte thứ {byte}); hãy lưu lại tệp với mã hóa UTF-8",
        "the file is not UTF-8 (byte {byte}); save it again as UTF-8",
    ),
    "utf16": (
        "tệp ở dạng UTF-16 (“Unicode Text” của Excel); hãy lưu lại dạng “CSV UTF-8”",
        "the file is UTF-16 (Excel's “Unicode Text”); save it again as “CSV UTF-8”",
    ),
    "semicolons": (
        "các ô cách nhau bằng dấu chấm phẩy; hãy lưu lại với dấu phẩy, hoặc nộp tệp .xlsx",
        "the cells are parted by semicolons; save the file with commas, or submit the .xlsx",
    ),
    "workbook": (
        "không mở được tệp Excel ({reason}); hãy lưu lại dạng .xlsx",
        "the Excel file cannot be opened ({reason}); save it again as .xlsx",
    ),
    "sheets": (
        "tệp Excel có {found} trang có dữ liệu ({value}); hãy giữ đúng một trang",
        "the Excel file has {found} sheets with data ({value}); keep exactly one",
    ),
    "thousands": (
        "“{value}” có dấu phân cách hàng nghìn; hãy chỉ ghi chữ số, ví dụ 1234",
        "“{value}” has separators of thousands; write digits alone, such as 1234",
    ),
    "missing_size": (
        "{value} chưa có quy mô; khi tệp có cột size, mỗi xã, phường cần một số từ 1 trở lên",
        "{value} has no size; where the file has a column size, every commune needs one from 1",
    ),
    "dates_overlap": (
        "mã {value} đã có ở dòng {first} cho những ngày trùng nhau ({since} trở đi); "
        "hãy giữ một dòng cho mỗi thời gian",
        "code {value} already stands in row {first} for some of the same days (from {since}); "
        "keep one row for each time",
    ),
    "csv": (
        "không đọc được dòng này theo định dạng CSV ({reason}); hãy kiểm tra dấu nháy kép",
        "this line is not readable as CSV ({reason}); check its quotation marks",
    ),
    "no_rows": (
        "tệp không có dòng dữ liệu nào; hãy bổ sung dữ liệu dưới dòng tiêu đề",
        "the file has no rows; put the data below the header line",
    ),
    "missing_column": (
        "thiếu cột {value}; tệp cần có các cột: {expected}",
        "column {value} is missing; the file needs the columns {expected}",
    ),
    "unknown_column": (
        "cột {value} không thuộc tệp này; hãy bỏ cột đó, chỉ giữ các cột: {expected}",
        "column {value} does not belong here; remove it and keep only {expected}",
    ),
    "personal_column": (
        "cột {value} không được có trong tệp này; chỉ giữ các cột: {expected} "
        "(họ tên, địa chỉ không thuộc tệp này)",
        "column {value} may not be in this file; keep only {expected} "
        "(names and addresses have no place here)",
    ),
    "repeated_column": (
        "cột {value} xuất hiện nhiều lần; hãy giữ lại một cột",
        "column {value} appears more than once; keep one",
    ),
    "cell_count": (
        "dòng có {found} ô, dòng tiêu đề có {expected} ô; hãy kiểm tra dấu phẩy",
        "the row has {found} cells, the header has {expected}; check the commas",
    ),
    "not_nfc": (
        "chữ “{value}” chưa ở dạng Unicode dựng sẵn (NFC); hãy chuyển mã rồi nộp lại",
        "“{value}” is not in Unicode form NFC; convert it and submit the file again",
    ),
    "empty_value": ("ô còn trống; hãy điền giá trị", "the cell is empty; fill it in"),
    "bad_code": (
        "mã “{value}” chỉ được gồm chữ cái không dấu và chữ số; hãy sửa lại mã",
        "code “{value}” may only hold unaccented letters and digits; correct it",
    ),
    "duplicate_code": (
        "mã {value} đã có ở dòng {first}; mỗi mã chỉ được xuất hiện một lần",
        "code {value} already stands in row {first}; each code may appear once",
    ),
    "unknown_level": (
        "cấp “{value}” không hợp lệ; hãy dùng một trong các cấp: {expected}",
        "level “{value}” is unknown; use one of {expected}",
    ),
    "unknown_parent": (
        "đơn vị cấp trên {value} không có trong tệp; hãy sửa mã hoặc bổ sung đơn vị đó",
        "parent {value} is not in the file; correct the code or add that unit",
    ),
    "parent_level": (
        "đơn vị cấp {level} phải trực thuộc một đơn vị cấp {expected}, không phải “{value}”",
        "a unit of level {level} must belong to one of level {expected}, not “{value}”",
    ),
    "stratum_code": (
        "mã tầng {stratum} đã dùng cho tầng khác hoặc cho một đơn vị; hãy đặt mã khác",
        "stratum code {stratum} belongs to another stratum or to a unit; choose another",
    ),
    "stratum_stranger": (
        "tầng {stratum}: {value} không phải xã, phường trực thuộc thành phố trong dàn mẫu; "
        "hãy sửa mã",
        "stratum {stratum}: {value} is no commune directly under the city in the frame; "
        "correct the code",
    ),
    "stratum_twice": (
        "tầng {stratum}: {value} đã thuộc tầng {other}; mỗi xã, phường chỉ thuộc một tầng",
        "stratum {stratum}: {value} is in stratum {other} already; each commune is in one",
    ),
    "stratum_missing": (
        "{count} xã, phường trực thuộc thành phố chưa thuộc tầng nào ({value}, …); "
        "hãy ghi vào một tầng",
        "{count} communes directly under the city are in no stratum ({value}, …); "
        "write each into one",
    ),
    "bad_share": (
        "phần “{value}” phải lớn hơn 0 và không quá 1, ví dụ 1/2 hoặc 0.5",
        "share “{value}” must be above 0 and at most 1, such as 1/2 or 0.5",
    ),
    "shares_total": (
        "{value} chia cho {count} đơn vị nhưng các phần cộng lại là {total}; tổng phải bằng 1",
        "{value} goes to {count} units but their shares add up to {total}; they must add up to 1",
    ),
    "successor_circle": (
        "đơn vị kế thừa lẫn nhau thành vòng: {value}; hãy sửa một mã",
        "units succeed each other in a circle: {value}; correct a code",
    ),
    "cycle": (
        "các đơn vị trực thuộc lẫn nhau thành vòng: {value}; hãy sửa mã đơn vị cấp trên",
        "units belong to each other in a circle: {value}; correct a parent code",
    ),
    "city_count": (
        "tệp có {value} đơn vị cấp tỉnh; dàn mẫu cần đúng một",
        "the file has {value} units of level province; a frame needs exactly one",
    ),
    "bad_date": (
        "ngày “{value}” không hợp lệ; hãy ghi theo dạng NĂM-THÁNG-NGÀY, ví dụ 2021-01-31",
        "date “{value}” is not valid; write it as YEAR-MONTH-DAY, such as 2021-01-31",
    ),
    "dates_reversed": (
        "ngày hết hiệu lực {to} trước ngày bắt đầu {start}; hãy kiểm tra hai ngày",
        "the last day {to} is before the first day {start}; check both dates",
    ),
    "dates_outside_parent": (
        "thời gian hiệu lực của {value} không nằm trong thời gian của đơn vị cấp trên {parent}",
        "{value} is valid on days when its parent {parent} is not; check the dates of both",
    ),
    "bad_number": (
        "“{value}” phải là số nguyên từ {least} trở lên",
        "“{value}” must be a whole number of at least {least}",
    ),
    "unknown_kind": (
        "loại cơ quan “{value}” không hợp lệ; hãy dùng: {expected}",
        "agency kind “{value}” is unknown; use {expected}",
    ),
    "unknown_desk": (
        "bộ phận một cửa “{value}” không có trong dàn mẫu; hãy ghi theo dạng commune:mã xã, "
        "district:mã huyện hoặc department:mã sở",
        "desk “{value}” is not in the frame; write commune:CODE, district:CODE or department:CODE",
    ),
    "empty_desk": (
        "bộ phận một cửa {value} không có ai trong danh sách; hãy bổ sung danh sách của nơi này",
        "desk {value} has an empty list; add the list of this desk",
    ),
    "bad_person": (
        "mã người “{value}” chỉ được gồm tối đa 64 chữ cái không dấu, chữ số, gạch nối; "
        "không dùng họ tên",
        "person id “{value}” may only hold up to 64 unaccented letters, digits and hyphens; "
        "never a name",
    ),
    "short_key": (
        "khóa có {size} byte; cần ít nhất 16 byte ngẫu nhiên",
        "the key has {size} bytes; at least 16 bytes of chance are needed",
    ),
    "bad_month": (
        "tháng “{value}” không hợp lệ; hãy ghi theo dạng NĂM-THÁNG, ví dụ 2021-07",
        "month “{value}” is not valid; write it as YEAR-MONTH, such as 2021-07",
    ),
    "unknown_field": (
        "lĩnh vực thủ tục “{value}” không hợp lệ; hãy dùng một trong: {expected}",
        "field of procedures “{value}” is unknown; use one of {expected}",
    ),
    "unknown_sex": (
        "giới tính “{value}” không hợp lệ; hãy dùng {expected} hoặc để trống",
        "sex “{value}” is unknown; use {expected} or leave it empty",
    ),
    "unknown_group": (
        "nhóm đối tượng “{value}” không hợp lệ; hãy dùng một trong: {expected}",
        "respondent group “{value}” is unknown; use one of {expected}",
    ),
    "unknown_agency": (
        "cơ quan “{value}” không có trong dàn mẫu; hãy kiểm tra mã cơ quan",
        "agency “{value}” is not in the frame; check its code",
    ),
    "group_agency": (
        "nhóm {group} chỉ có ở cơ quan loại {expected}; {value} là loại {found}",
        "group {group} exists only in agencies of kind {expected}; {value} is a {found}",
    ),
    "duplicate_group": (
        "nhóm {group} của cơ quan {value} đã có ở dòng {first}; hãy gộp thành một dòng",
        "group {group} of agency {value} already stands in row {first}; make it one row",
    ),
    "group_without_roster": (
        "nhóm {group} chưa có ai trong danh sách cán bộ; hãy bổ sung hoặc bỏ nhóm này",
        "group {group} has nobody on the roster; add its agencies or leave the group out",
    ),
    "design_number": (
        "{name} = {value}: cần một số {expected}",
        "{name} = {value}: expected a number {expected}",
    ),
    "unknown_method": (
        "phương pháp “{value}” chưa có; hãy dùng: {expected}",
        "method “{value}” is not available yet; use {expected}",
    ),
    "unknown_stratum": (
        "không có tầng nào mang mã {value}; hãy sửa mã hoặc bỏ dòng này",
        "there is no stratum {value}; correct the code or remove it",
    ),
    "stratum_without": (
        "tầng {stratum}: phân bổ {value} cần giá trị trong {name} cho mọi tầng; hãy bổ sung",
        "stratum {stratum}: allocation {value} needs a value in {name} for every stratum; add it",
    ),
    "sampford_rare": (
        "tầng {stratum}: chọn {take} trong {size} đơn vị theo Sampford cần hơn 10.000 lần thử; "
        'hãy dùng "pps" hoặc "pareto"',
        "stratum {stratum}: {take} of {size} units by Sampford take more than 10,000 trials; "
        'use "pps" or "pareto"',
    ),
    "minimum_above_maximum": (
        "tầng {stratum}: tối thiểu {minimum} lớn hơn tối đa {maximum}; hãy giảm mức tối thiểu",
        "stratum {stratum}: minimum {minimum} is above maximum {maximum}; lower the minimum",
    ),
    "minima_above_total": (
        "tổng mức tối thiểu là {found} ({strata}), tổng số phiếu chỉ có {total}; "
        "hãy tăng tổng số hoặc giảm mức tối thiểu",
        "the minima add up to {found} ({strata}), the total is {total}; "
        "raise the total or lower the minimum",
    ),
    "maxima_below_total": (
        "các danh sách chỉ có thể cho {found} phiếu ({strata}), tổng số cần là {total}; "
        "hãy giảm tổng số hoặc bổ sung danh sách",
        "the lists can give only {found} answers ({strata}), the total is {total}; "
        "lower the total or add to the lists",
    ),
    "share_range": (
        "{name} = {value}: cần lớn hơn 0 và không quá 1",
        "{name} = {value}: expected above 0 and at most 1",
    ),
    "list_too_short": (
        "{desk}: danh sách có {size} người, số phiếu được giao {target} cần {needed} người; "
        "lấy cả danh sách, dự kiến thu {expected} phiếu",
        "{desk}: the list has {size} people, the target of {target} needs {needed}; "
        "the whole list is taken, {expected} answers are expected",
    ),
    "target_capped": (
        "{desk}: phần phân bổ {share} phiếu nhiều hơn danh sách {size} người; "
        "số phiếu được giao giảm còn {size}",
        "{desk}: its share of {share} answers is more than the {size} people on its list; "
        "the target is lowered to {size}",
    ),
    "empty_cell": (
        "{desk}: phần phân bổ {share} phiếu làm tròn thành 0; "
        "{size} người trong danh sách không có cơ hội được chọn",
        "{desk}: its share of {share} answers was rounded to 0; "
        "the {size} people on its list have no chance of being drawn",
    ),
    "size_positive": (
        "tầng {stratum}: quy mô của đơn vị thứ {unit} (tính từ 0) là {value}; "
        "quy mô phải có và lớn hơn 0",
        "stratum {stratum}: the size of unit {unit} (from 0) is {value}; "
        "a size is required and must be above 0",
    ),
    "more_than_stratum": (
        "tầng {stratum} có {size} đơn vị, không thể chọn {take}; hãy giảm số đơn vị cần chọn",
        "stratum {stratum} holds {size} units, {take} cannot be drawn; draw fewer",
    ),
    "probability_range": (
        "đơn vị thứ {unit} (tính từ 0): xác suất {value} phải từ 0 đến 1",
        "unit {unit} (from 0): probability {value} must be between 0 and 1",
    ),
    "size_not_whole": (
        "tổng các xác suất là {value}; cỡ mẫu cố định cần tổng là số nguyên",
        "the probabilities add up to {value}; a fixed sample size needs a whole number",
    ),
    "joint_zero": (
        "đơn vị {first} và {second} của mẫu không bao giờ được chọn cùng nhau "
        "(xác suất đồng thời bằng 0); không ước lượng được phương sai không chệch, "
        "hãy dùng công thức xấp xỉ",
        "units {first} and {second} of the sample are never drawn together "
        "(joint probability 0); no unbiased variance exists, use an approximation",
    ),
    "one_unit_no_variance": (
        "chỉ có {size} đơn vị được chọn; cần ít nhất hai để tính sai số",
        "only {size} units were drawn; at least two are needed for a margin of error",
    ),
    "too_many_trials": (
        "{trials} lần thử chưa cho mẫu nào; hãy dùng chọn hệ thống hoặc Pareto",
        "{trials} trials gave no sample; use systematic or Pareto selection",
    ),
    "no_degrees_of_freedom": (
        "thiết kế còn {df} bậc tự do; mỗi tầng cần ít nhất hai đơn vị mẫu",
        "the design has {df} degrees of freedom; take at least two sampling units in a stratum",
    ),
    "one_unit_in_stratum": (
        "chọn 1 xã, phường thì không tính được biên độ sai số ({strata}); "
        "hãy chọn ít nhất 2 hoặc chọn tất cả",
        "one commune alone gives no margin of error ({strata}); draw at least 2, or all",
    ),
    "stratum_empty": (
        "tầng {stratum}: danh sách có {value} người hoặc có xã, phường không có ai; "
        "mỗi danh sách cần ít nhất 1 người",
        "stratum {stratum}: its lists hold {value} people or one of them is empty; "
        "every list needs at least 1",
    ),
    "budget_too_small": (
        "kinh phí {budget} đồng không đủ cho mức tối thiểu {answers} phiếu, cần {found} đồng; "
        "hãy tăng kinh phí hoặc giảm mức tối thiểu",
        "a budget of {budget} đồng does not pay for the minima of {answers} answers, which cost "
        "{found}; raise it or lower the minima",
    ),
    "margin_needs_communes": (
        "tầng {stratum}: với {communes} xã, phường thì bao nhiêu phiếu cũng không xuống dưới "
        "±{limit} điểm phần trăm; muốn ±{wanted} phải chọn ít nhất {needed} trong {all} xã, phường",
        "stratum {stratum}: with {communes} communes no number of answers gets below ±{limit} "
        "percentage points; ±{wanted} takes at least {needed} of its {all} communes",
    ),
    "margin_never": (
        "tầng {stratum}: với {communes} xã, phường thì bao nhiêu phiếu cũng không xuống dưới "
        "±{limit} điểm phần trăm; ±{wanted} không đạt được ngay cả khi chọn cả {all} xã, phường "
        "vì danh sách {size} người chỉ cho {most} phiếu",
        "stratum {stratum}: with {communes} communes no number of answers gets below ±{limit} "
        "percentage points; ±{wanted} is out of reach even with all {all} communes, because its "
        "lists of {size} people can give only {most} answers",
    ),
    "margin_above_list": (
        "tầng {stratum}: muốn ±{wanted} điểm phần trăm cần {answers} phiếu, danh sách {size} người "
        "chỉ cho {most}; hãy chấp nhận biên độ rộng hơn",
        "stratum {stratum}: ±{wanted} percentage points take {answers} answers, its lists of "
        "{size} people can give only {most}; accept a wider margin",
    ),
    "margin_above_list_communes": (
        "tầng {stratum}: với {communes} xã, phường, muốn ±{wanted} điểm phần trăm cần {answers} "
        "phiếu, danh sách {size} người chỉ cho {most}; hãy chọn ít nhất {needed} trong {all} xã, "
        "phường",
        "stratum {stratum}: with {communes} communes ±{wanted} percentage points take {answers} "
        "answers, its lists of {size} people can give only {most}; draw at least {needed} of its "
        "{all} communes",
    ),
    "city_margin_never": (
        "toàn thành phố: với {communes} xã, phường mỗi nơi, hỏi cả {most} phiếu cũng chỉ "
        "đạt ±{found} điểm phần trăm, cần ±{wanted}; hãy chọn thêm xã, phường",
        "the whole city: with {communes} communes in each place even {most} answers give "
        "±{found} percentage points, ±{wanted} is wanted; draw more communes",
    ),
    "minimum_one": (
        "tầng {stratum}: tối thiểu {minimum} phiếu; tầng có biến thiên cần ít nhất một phiếu",
        "stratum {stratum}: minimum {minimum}; a stratum with spread needs at least one answer",
    ),
    "matrix_few_raters": (
        "{subject} cần {target} phiếu từ nhóm {group} nhưng chỉ có {found} người "
        "ngoài cơ quan đó; hãy giảm số phiếu hoặc bổ sung người đánh giá",
        "{subject} needs {target} ratings from group {group}, but only {found} people "
        "are outside that agency; lower the target or add raters",
    ),
    "matrix_capacity": (
        "nhóm {group} cần {wanted} phiếu nhưng {raters} người, mỗi người tối đa {limit} cơ quan, "
        "chỉ cho được {found}; hãy tăng mức tối đa hoặc giảm số phiếu",
        "group {group} is to give {wanted} ratings, but {raters} people at {limit} agencies each "
        "can give only {found}; raise the limit or lower the targets",
    ),
    "no_commune_left": (
        "tầng {stratum}: cả {size} xã đều đã mở, không còn xã nào để thay",
        "stratum {stratum}: all {size} communes are opened, none is left to replace another",
    ),
    "change_target": (
        "thay đổi của ô {cell}: ghi số phiếu trước là {before}, thực tế là {found}, "
        "hoặc ô đã dừng; hãy kiểm tra thứ tự các thay đổi",
        "change of cell {cell}: its target before is said to be {before} and is {found}, "
        "or the cell was stopped; check the order of the changes",
    ),
    "change_unit": (
        "ô {cell} được thay bằng {unit}, nhưng theo thứ tự chọn mẫu phải là {expected}",
        "cell {cell} was replaced by {unit}, but the order of the draw gives {expected}",
    ),
    "area_empty": (
        "thôn, tổ dân phố {area} không có hộ nào; hãy bổ sung danh sách hộ hoặc bỏ nơi này",
        "area {area} has no household; add its list or leave it out",
    ),
    "area_twice": (
        "mã {value} xuất hiện hai lần trong danh sách thôn, tổ và hộ; mỗi mã chỉ có một nơi",
        "code {value} stands twice among areas and households; each code has one place",
    ),
    "lonely_commune": (
        "tầng {stratum} chỉ có 1 xã, phường nên không tính được sai số; "
        'hãy gộp vào một tầng khác, hoặc dùng selection = "pps" (xã đó chắc chắn được chọn)',
        "stratum {stratum} has only 1 commune, which gives no margin of error; join it to another "
        'stratum, or write selection = "pps" (that commune is then certain)',
    ),
    "one_commune": (
        "tầng {stratum} chỉ có {size} xã; cần ít nhất hai xã để tính sai số",
        "stratum {stratum} has only {size} commune; two are needed for a margin of error",
    ),
    "unknown_household": (
        "hộ {value} không có trong danh sách, hoặc là hai lần cùng một hộ",
        "household {value} is not on the list, or is the same one twice",
    ),
    "ceremony_form": (
        "phần bốc thăm công khai trong biên bản không đúng mẫu của docs/draw.md ({reason})",
        "the public draw in the manifest is not of the form of docs/draw.md ({reason})",
    ),
    "ceremony_days": (
        "các hạn của lễ bốc thăm phải theo thứ tự: cam kết, khóa dàn mẫu, công bố bí mật, "
        "số công khai; ở đây là {days}",
        "the days of the public draw must follow each other: commitments, freezing, secrets, "
        "public number; here they are {days}",
    ),
    "ceremony_parties": (
        "lễ bốc thăm cần ít nhất hai bên của hai cơ quan khác nhau; ở đây có {found}",
        "a public draw needs at least two parties of different institutions; here are {found}",
    ),
    "ceremony_commitments": (
        "lễ bốc thăm cần ít nhất hai cam kết; ở đây có {found}",
        "a public draw needs at least two commitments; here are {found}",
    ),
    "ceremony_number": (
        "số công khai “{number}” không có đúng {digits} chữ số như thể lệ",
        "the public number “{number}” has not the {digits} digits of the terms",
    ),
    "ceremony_secret": (
        "bí mật của {party} không cho ra cam kết đã công bố của bên đó",
        "the secret of {party} does not give the commitment that the party published",
    ),
    "ceremony_missing": (
        "campaign.toml công bố lễ bốc thăm nhiều bên (mã băm thể lệ {terms}), biên bản không có",
        "campaign.toml announces a draw by several parties (terms {terms}), the manifest has none",
    ),
    "ceremony_unannounced": (
        "biên bản có lễ bốc thăm nhiều bên mà campaign.toml không công bố",
        "the manifest has a draw by several parties that campaign.toml does not announce",
    ),
    "ceremony_terms": (
        "thể lệ trong biên bản (mã băm {found}) không phải thể lệ đã công bố (mã băm {terms})",
        "the terms in the manifest ({found}) are not those that were published ({terms})",
    ),
    "seed_not_committed": (
        "hạt giống không phải hạt giống đã cam kết: đã công bố {published}, hạt giống cho {found}",
        "the seed is not the one committed to: published {published}, the seed gives {found}",
    ),
    "other_file": (
        "tệp {name} không phải tệp đã chọn mẫu: biên bản ghi SHA-256 {written}, tệp có {found}",
        "file {name} is not the one drawn from: SHA-256 in the manifest {written}, of it {found}",
    ),
    "file_not_named": (
        "biên bản không ghi mã băm của tệp {name}; biên bản thật ghi mọi tệp đã dùng",
        "the manifest holds no sum of file {name}; a real one names every file that was used",
    ),
    "other_bytes": (
        "cùng nội dung nhưng khác từng byte (dấu cách, thứ tự hoặc dòng trống): biên bản đã công "
        "bố có SHA-256 {found}, tệp này có {written}",
        "same content, other bytes (spaces, order or empty lines): the published manifest has "
        "SHA-256 {found}, this file {written}",
    ),
    "seed_empty": (
        "hạt giống ngẫu nhiên còn trống; cần ít nhất một byte, nên dùng 32 byte",
        "the random seed is empty; at least one byte is needed, 32 are advised",
    ),
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or that must be said, and where.

    row counts lines of the file from 1 (the header); file, row and column may be None.
    """

    code: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """The problem as a sentence; language is "vi" or "en"."""
        vietnamese, english = SENTENCES[self.code]
        text = vietnamese if language == "vi" else english
        place = self._place(language)
        if not place and not text.startswith("{"):  # codes and names keep their case
            text = text[0].upper() + text[1:]
        said = text.format(**self.values)
        return f"{place}: {said}." if place else f"{said}."

    def _place(self, language: str) -> str:
        row, column = ("dòng", "cột") if language == "vi" else ("row", "column")
        parts = [self.file] if self.file else []
        if self.row is not None:
            parts.append(f"{row} {self.row}")
        if self.column is not None:
            parts.append(f"{column} {self.column}")
        return ", ".join(parts)


class _RefusedError(ValueError):
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(problem.sentence("en") for problem in self.problems))


class FrameError(_RefusedError):
    """A frame or roster file is refused; `problems` says why, all of it at once."""


class DesignError(_RefusedError):
    """A design is refused; `problems` names the settings or strata and their figures."""
