#include "structure/program_template.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/word_filter.h"
#include "structure/cursor.h"
#include "structure/forward_search.h"
#include "structure/template_body.h"
#include "structure/template_names.h"
#include "structure/template_signs.h"

namespace errwatch {
namespace {

// What engines give every template, and no page calls its own.
constexpr std::array<std::string_view, 13> kEngineObjects = {
    "config",   "self",   "request",    "_self",   "_context",
    "lipsum",   "cycler", "joiner",     "url_for", "get_flashed_messages",
    "settings", "$on",    "constructor"};
constexpr std::array<std::string_view, 7> kServerObjects = {
    "applicationscope", "sessionscope", "requestscope",  "pagescope",
    "pagecontext",      "facescontext", "servletcontext"};
// Of these a page calls the first two: "{{ config('app.name') }}", "{{ url_for('static', 'a.css') }}".
constexpr std::array<std::string_view, 2> kCalledObjects = {"config", "url_for"};
// What automations (n8n) give every expression: data of the step before, and the time.
constexpr std::array<std::string_view, 6> kStepObjects = {"$input", "$items", "$json",
                                                          "$node",  "$now",   "$today"};

// A range of the text between two brackets.
struct Range {
  std::size_t begin;
  std::size_t end;
};

// " .price", "($x": data of the page, as Go writes it.
struct FindsField {
  std::size_t operator()(std::string_view text, std::size_t at) const {
    for (at = std::max<std::size_t>(at, 1); at + 1 < text.size(); ++at) {
      if (IsAnyOf(text[at], ".$") && IsLower(text[at + 1]) && IsAnyOf(text[at - 1], " (")) return at;
    }
    return std::string_view::npos;
  }
};

// Each byte is looked at a bounded number of times, however many openers there are, closed or not.
class TemplateReader {
 public:
  explicit TemplateReader(std::string_view text) : text_(text), signs_(text) {}

  bool HasExpression();
  std::size_t steps() const {
    return text_.size() + signs_.steps() + closing_brace_.steps() + closing_braces_.steps() +
           closing_tag_.steps() + closing_page_.steps() + closing_bracket_.steps() + back_tick_.steps() +
           stroke_.steps() + end_of_if_.steps() + importing_.steps() + including_.steps() +
           counting_.steps() + field_.steps() + giving_.steps() + parenthesis_.steps() +
           end_of_line_.steps() + behind_openers_.steps() + behind_trims_.steps() + loop_.steps();
  }

 private:
  bool IsBrace(std::size_t at);
  bool IsDollarExpression(std::size_t at);
  bool IsOtherExpression(std::size_t at);
  bool IsDoubleBrace(std::size_t at);
  bool IsTag(std::size_t at);
  bool IsServerPage(std::size_t at);
  bool IsVelocity(std::size_t at);
  bool IsFreeMarker(std::size_t at);
  bool IsPlainMember(Range body, std::string_view object);
  bool IsInScriptTemplate(std::size_t at);
  void PassTicks(std::size_t at);

  // Up to what closes, or as far as an expression goes.
  Range BodyAt(std::size_t begin, TextSearch& close) {
    begin = std::min(begin, text_.size());
    const std::size_t most = std::min(begin + kMostInExpression, text_.size());
    return {begin, std::min(close.From(begin), most)};
  }
  Range Trimmed(Range range) const {
    const std::string_view body = Text(range);
    const std::size_t begin = std::min(PastBlanks(body, 0), body.size());
    return {range.begin + begin, range.begin + std::max(begin, BackOverBlanks(body, body.size()).size())};
  }
  std::string_view Text(Range range) const { return text_.substr(range.begin, range.end - range.begin); }
  bool Computes(Range range) { return signs_.Computes(range.begin, range.end); }

  std::string_view text_;
  TemplateSigns signs_;
  TextSearch closing_brace_{text_, "}"};
  TextSearch closing_braces_{text_, "}}"};
  TextSearch closing_tag_{text_, "%}"};
  TextSearch closing_page_{text_, "%>"};
  TextSearch closing_bracket_{text_, "]"};
  TextSearch back_tick_{text_, "`"};
  TextSearch stroke_{text_, "|"};
  TextSearch end_of_if_{text_, "{/if}"};
  TextSearch importing_{text_, "import="};
  TextSearch including_{text_, "file="};
  TextSearch counting_{text_, "[1.."};
  TextSearch loop_{text_, ".foreach("};
  ForwardSearch<FindsField> field_{text_, {}};
  TextSearch giving_{text_, "=\""};
  TextSearch parenthesis_{text_, "("};
  TextSearch end_of_line_{text_, "\n"};
  ForwardSearch<FindsOther> behind_openers_{text_, {"{=-%~ "}};
  ForwardSearch<FindsOther> behind_trims_{text_, {" -+"}};
  // Behind the places passed so far: the last back-tick, and the last '=' or '(', also in front of that tick.
  std::size_t passed_ = 0;
  std::size_t last_tick_ = std::string_view::npos;
  std::size_t last_sign_ = std::string_view::npos;
  std::size_t sign_before_tick_ = std::string_view::npos;
};

void TemplateReader::PassTicks(std::size_t at) {
  for (; passed_ < at; ++passed_) {
    if (text_[passed_] == '`') {
      last_tick_ = passed_;
      sign_before_tick_ = last_sign_;
    } else if (IsAnyOf(text_[passed_], "=(")) {
      last_sign_ = passed_;
    }
  }
}

// `const x = `${f()}``: a template of a script, in text about scripts.
bool TemplateReader::IsInScriptTemplate(std::size_t at) {
  PassTicks(at);
  const std::size_t begin = at - std::min(at, kMostInExpression);
  return last_tick_ != std::string_view::npos && sign_before_tick_ != std::string_view::npos &&
         sign_before_tick_ >= begin && back_tick_.IsIn(at, at + kMostInExpression);
}

// ${..}, and %{..}, where a parenthesis, a variable or a string at the beginning is code. `at` is that of the
// sign.
bool TemplateReader::IsDollarExpression(std::size_t at) {
  const Range range = Trimmed(BodyAt(at + 2, closing_brace_));
  const std::string_view body = Text(range);
  if (body.empty() || (text_[at] == '$' && IsInScriptTemplate(at))) return false;
  if (IsAnyOf(body.front(), "(#@'\"")) return true;
  if (IsOfEngine(body)) return true;
  if (IsOneOf<kServerObjects>(NameAt(body, 0))) return true;
  return Computes(range) || (text_[at] == '%' && IsDigit(body.front()) && body.size() > 1);
}

// #{..}, *{..}, @{..}, ~{..}
bool TemplateReader::IsOtherExpression(std::size_t at) {
  const Range range = Trimmed(BodyAt(at + 2, closing_brace_));
  const std::string_view body = Text(range);
  if (body.empty()) return false;
  if (body.front() == '`' || body.starts_with("%x") || (text_[at] == '@' && body.front() == '[')) return true;
  if (text_[at] == '#' && (IsOneOf<kServerObjects>(NameAt(body, 0)) || IsOfEngine(body))) return true;
  // Blocks of Razor call what a page has: @{ Html.RenderPartial("_Menu"); }
  if (text_[at] == '@')
    return signs_.Reckons(range.begin, range.end) || signs_.ReachesInside(range.begin, range.end);
  return Computes(range);
}

// "{{ config.title }}", "{{ request.path | upper }}": a page's own settings go by the engine's names, too.
bool TemplateReader::IsPlainMember(Range range, std::string_view object) {
  if (object != "config" && object != "self" && object != "request" && object != "settings") return false;
  const std::string_view member = Text(range).substr(object.size() + 1);
  const std::string_view name = NameAt(member, 0);
  const char behind = At(member, PastBlanks(member, name.size()));
  if (name.empty() || name.front() == '_' || (behind != '\0' && behind != '|')) return false;
  for (const std::string_view inside :
       {"application", "class", "env", "item", "key", "pass", "secret", "sql"})
    if (name.find(inside) != std::string_view::npos) return false;
  return member.find("attr") == std::string_view::npos && !Computes(range);
}

// {{..}}
bool TemplateReader::IsDoubleBrace(std::size_t at) {
  Range range = Trimmed(BodyAt(at + 2, closing_braces_));
  range.begin = std::min(behind_openers_.From(range.begin), range.end);
  const std::string_view body = Text(range);
  if (body.empty()) return false;
  const std::size_t sign = IsAnyOf(body.front(), "$#") ? 1 : 0;
  const std::string_view name = body.substr(0, sign + NameAt(body, sign).size());
  const std::size_t behind_name = PastBlanks(body, name.size());
  // style={{ width: a() }}; of a wiki: {{#expr: 2+3 }}
  if (IsOneOf<kStepObjects>(name) || At(body, behind_name) == ':')
    return signs_.ReachesInside(range.begin, range.end);
  if (IsOneOf<kEngineObjects>(name)) {
    const char behind = At(body, name.size());
    if (behind == '.' && IsPlainMember(range, name)) return false;
    const bool called = behind == '(' && IsOneOf(name, kCalledObjects);
    if (behind == '\0' || (IsAnyOf(behind, ".[(|") && !called)) return true;
  }
  if (IsDigit(body.front()) && stroke_.IsIn(range.begin, range.end)) return true;  // {{3|add:4}}
  if (body.starts_with("#with \"") || body.front() == '`') return true;
  if (IsOneOf(name, kGoFunctions) && behind_name > name.size() && IsQuoteMark(At(body, behind_name)))
    return !field_.IsIn(range.begin, range.end);  // {{printf "%s" "x"}}, not {{ printf "%.2f" .Price }}
  if (body.front() == '.' && name.empty()) {      // {{.system "id"}}, {{ .user.exec "id" }}
    std::size_t begin = 1;
    for (int i = 0; i < 4 && At(body, begin + NameAt(body, begin).size()) == '.'; ++i)
      begin += NameAt(body, begin).size() + 1;
    const std::string_view method = NameAt(body, begin);
    const std::size_t argument = PastBlanks(body, begin + method.size());
    if (argument > begin + method.size() && IsQuoteMark(At(body, argument)) &&
        (RunsByName(method) || (method == "call" && RunsByName(NameAt(body, argument + 1)))))
      return true;  // also {{.call "system" "id"}}
  }
  if (body.starts_with("handler.settings") || body.starts_with("handler.application")) return true;
  return Computes(range);
}

// {%..%}
bool TemplateReader::IsTag(std::size_t at) {
  Range range = BodyAt(at + 2, closing_tag_);
  range.begin = std::min(behind_trims_.From(range.begin), range.end);
  const std::string_view body = Text(range);
  const std::string_view name = NameAt(body, 0);
  if (name.empty()) return false;
  const std::size_t behind = PastBlanks(body, name.size());
  if (name == "debug") return true;
  if (name == "if" && (IsDigit(At(body, behind)) || Trim(From(body, behind)) == "true")) return true;
  if (name == "import" && NameAt(body, behind) == "os") return true;
  if (name == "print" && behind > name.size() && IsDigit(At(body, behind))) return true;
  if (name == "raw" && StandsAt(body, behind, "handler.")) return true;
  if (name == "call")  // {% call(user) dump(list) %}: of a macro
    return signs_.Reckons(range.begin, range.end) || signs_.ReachesInside(range.begin, range.end);
  if (IsOneOf(name, kNamingTags)) {
    // {% apply os.system %}
    if (name == "apply" && At(body, behind + NameAt(body, behind).size()) == '.') return true;
    range.begin += BehindNaming(body, behind);
  }
  return Computes(range);
}

// <%..%>
bool TemplateReader::IsServerPage(std::size_t at) {
  Range range = BodyAt(at + 2, closing_page_);
  const std::string_view body = Text(range);
  const char first = At(body, 0);
  if (first == '@')  // <%@ page import=..%>, <%@ include file=..%>
    return importing_.IsIn(range.begin, range.end) || including_.IsIn(range.begin, range.end);
  if (first == '!' || first == '\0') return first == '!';
  if (IsAnyOf(first, "=-")) ++range.begin;
  range = Trimmed(range);
  const std::string_view code = Text(range);
  const bool loops =
      loop_.IsIn(range.begin, range.end) && loop_.From(range.begin) + loop_.what().size() <= range.end;
  if (code.empty() || (first != '=' && (loops || IsControl(code)))) return false;
  if (Computes(range) || back_tick_.IsIn(range.begin, range.end)) return true;
  if (code.starts_with("process.") || code.starts_with("global.")) return true;
  if (first == '=') return IsDigit(code.front()) || IsAnyOf(code.front(), "'\"") || code == "env";
  return parenthesis_.IsIn(range.begin, range.end) || code.starts_with("response.") ||
         code.starts_with("import ");
}

// #set($x=7*7), #foreach($i in [1..9]), #evaluate("..")
bool TemplateReader::IsVelocity(std::size_t at) {
  const std::string_view name = NameAt(text_, at + 1);
  const std::size_t behind = PastBlanks(text_, at + 1 + name.size());
  if (At(text_, behind) != '(') return false;
  const std::size_t argument = PastBlanks(text_, behind + 1);
  const char first = At(text_, argument);
  if (name == "set" || name == "foreach") {
    if (first != '$') return false;
    const Range range = {argument + 1, BodyAt(behind + 1, end_of_line_).end};
    if (range.begin >= range.end) return false;
    return Computes(range) || counting_.IsIn(range.begin, range.end);
  }
  if (name == "evaluate") return first == '"' || first == '$';
  if (name != "parse" && name != "include") return false;
  return first == '$' || (first == '"' && NamesFileOutside(text_, argument));
}

// <#assign x="..">, <#list ..>
bool TemplateReader::IsFreeMarker(std::size_t at) {
  const std::string_view name = NameAt(text_, at + 2);
  if (At(text_, at + 2 + name.size()) != ' ') return false;
  if (name == "include" || name == "import") {
    const std::size_t quote = PastBlanks(text_, at + 2 + name.size());
    return !IsAnyOf(At(text_, quote), "'\"") || NamesFileOutside(text_, quote);
  }
  if (!IsOneOf<4>(name, {"assign", "list", "if", "global"})) return false;
  const Range range = BodyAt(at + 2, end_of_line_);
  const bool gives = name == "assign" || name == "global";
  return (gives && giving_.IsIn(range.begin, range.end)) || Computes(range);
}

bool TemplateReader::IsBrace(std::size_t at) {
  if (StandsAt(text_, at, "{{")) return Before(text_, at) != '{' && IsDoubleBrace(at);
  if (StandsAt(text_, at, "{%")) return IsTag(at);
  if (StandsAt(text_, at, "{if ")) {
    const Range range = BodyAt(at + 1, closing_brace_);
    return signs_.Calls(range.begin, range.end) && end_of_if_.IsIn(at + 1, at + kMostInExpression);
  }
  switch (Before(text_, at)) {
    case '$':
    case '%':
      return IsDollarExpression(at - 1);
    case '#':
    case '*':
    case '@':
    case '~':
      return IsOtherExpression(at - 1);
    default:
      return IsNumbersInBrackets(text_, at, '}');
  }
}

bool TemplateReader::HasExpression() {
  static constexpr ByteTable kMarks("{<#([");
  for (std::size_t at = kMarks.Find(text_); at != std::string_view::npos; at = kMarks.Find(text_, at + 1)) {
    switch (text_[at]) {
      case '{':
        if (IsBrace(at)) return true;
        break;
      case '<':
        if (StandsAt(text_, at, "<%") ? IsServerPage(at) : StandsAt(text_, at, "<#") && IsFreeMarker(at))
          return true;
        break;
      case '#':
        if (IsVelocity(at)) return true;
        break;
      case '[':
        if (At(text_, at + 1) == '=' && Computes(BodyAt(at + 2, closing_bracket_)))
          return true;  // FreeMarker: [=7*7]
        break;
      default:
        if (Before(text_, at) == '@' ? IsNumbersInBrackets(text_, at, ')')
                                     : text_.substr(0, at).ends_with("?new"))
          return true;
    }
  }
  return false;
}

}  // namespace

bool HasTemplate(std::string_view text) noexcept { return TemplateReader(text).HasExpression(); }

std::size_t StepsOfTemplate(std::string_view text) noexcept {
  TemplateReader reader(text);
  reader.HasExpression();
  return reader.steps();
}

}  // namespace errwatch
