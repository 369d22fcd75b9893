// Holds the detector of NoSQL injection against its definition, written down as regular expressions, on any
// value.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "built_value.h"
#include "plain_text.h"
#include "structure/nosql.h"

namespace {

using namespace errwatch::plain;  // NOLINT(google-build-using-namespace)

const std::string kOperator =
    "\\$(all|and|comment|elemmatch|eq|exists|expr|function|gte?|in|jsonschema|lookup|lte?|mod|ne|nin|nor|not|"
    "or|"
    "regex|where)(?![a-zA-Z0-9_])";

// What every value fits, or every one that is there.
bool FitsAll(const std::string& operand) {
  static const Expression all(
      " *(?:|null|undefined|null,[^]*|(?:[\"']|(?![\"']))/?\\^?(?:[.\"'][^]*)?)[ }\\])]*");
  return Is(operand, all);
}

// The operator `name`, applied to `field` (none: it stands in the place of a value), gets at more than a filter
// of an API would.
bool AsksTooMuch(const std::string& name, const std::string& field, const std::string& operand) {
  static const Expression code("comment|expr|function|jsonschema|lookup|where");
  static const Expression joins("all|and|eq|in|mod|nor|not|or");
  static const Expression root("filter|q\\[|query|where");
  static const Expression identity("auth|login|mail|otp|pass|pwd|secret|session|token|user");
  static const Expression excludes("ne|nin|regex");
  static const Expression ends_as_id("id\\]?$");
  if (Is(name, code)) return true;
  if (Is(name, joins)) return false;
  if (field.empty() || FitsAll(operand)) return true;
  if (Begins(field, root)) return false;
  const std::string end = field.substr(field.size() - std::min<std::size_t>(field.size(), 64));
  return Holds(end, identity) || (Is(name, excludes) && Holds(end, ends_as_id));
}

// The name of an object of JSON, by what stands in front of it.
std::string FieldOfObject(const std::string& front) {
  static const Expression field("((?:[^{,'\" ]*[^{,'\" :])?)[ :'\"]*: *$");
  Found found;
  return Holds(front, field, found) ? found[1] : std::string();
}

// An operator as the key of an object.
bool IsOperatorKey(const std::string& front, const std::string& key, bool is_object) {
  static const Expression in_brackets(kOperator + "\\](?:\\[\\])?(?:$|=)");
  static const Expression of_object(kOperator + "[\"']? *:");
  static const Expression end_of_front(" *[\"']?$");
  Found found;
  if (front.ends_with('[') && Begins(key, in_brackets, found))
    return AsksTooMuch(found[1], front.substr(0, front.size() - 1), found.suffix());
  if (!Begins(key, of_object, found)) return false;
  const std::string name = found[1];
  const std::string operand = found.suffix();
  Found end;
  Holds(front, end_of_front, end);
  const std::string before = end.prefix();
  if (before.empty()) return name == "where";
  if (before.back() == ',') return !is_object || AsksTooMuch(name, ",", operand);
  if (before.back() != '{' || !is_object) return false;
  return AsksTooMuch(name, FieldOfObject(before.substr(0, before.size() - 1)), operand);
}

bool HasOperatorKey(const std::string& text) {
  static const Expression object(" *[{\\[]");
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (IsOperatorKey(text.substr(0, at), text.substr(at), Begins(text, object))) return true;
  }
  return false;
}

bool IsStatement(const std::string& code) {
  static const Expression statement(
      "return(?![a-zA-Z0-9_])(?: *(?:[(!'\"{1]|(?:this|db)\\.|true(?![a-zA-Z0-9_]) *(?:$|[;})/'\"])))|"
      "(?:this|db)\\.|do *\\{|(?:while|sleep) *\\(");
  return Begins(code, statement);
}

// Behind what the value broke out of.
bool GoesOnAsCode(const std::string& code) {
  static const Expression condition("[ )}\\]]*(?:\\|\\||&&)[ (!]*(?:this|db)\\.");
  static const Expression end("[ )}\\]]*;[ ;]*");
  static const Expression next("[^;]*;[ ;]*");
  if (Begins(code, condition)) return true;
  Found found;
  if (!Begins(code, end, found)) return false;
  std::string rest = found.suffix();
  for (int i = 0; i < 8; ++i) {
    if (IsStatement(rest)) return true;
    if (!Begins(rest, next, found)) return false;
    rest = std::string(found.suffix());
  }
  return false;
}

bool CallsOutInCypher(const std::string& code) {
  static const Expression call("[ )}\\]]*call *[a-zA-Z0-9_]+(?:\\.[a-zA-Z0-9_]+)+\\(");
  static const Expression load("[ )}\\]]*load csv (?:with headers )?from ");
  static const Expression apoc("[ )}\\]]*return apoc\\.");
  return Begins(code, call) || Begins(code, load) || Begins(code, apoc);
}

bool GoesOnAsCypher(const std::string& code) {
  static const Expression clause(
      "[ "
      ")}\\]]*(?:create|delete|detach|foreach|match|merge|optional|remove|return|set|union|unwind|where|with)"
      "(?![a-zA-Z0-9_]) *[a-zA-Z0-9(]");
  static const Expression match("[ )}\\]]*match(?![a-zA-Z0-9_])");
  if (CallsOutInCypher(code)) return true;
  if (!Begins(code, clause)) return false;
  return code.ends_with("//") || (Begins(code, match) && Holds(code, " delete "));
}

bool HasCode(const std::string& text) {
  static const Expression call(
      "db\\.(?:(?:getcollection|dropdatabase|eval)|[a-zA-Z0-9_]+\\.(?:aggregate|count|delete(?:many|one)|"
      "distinct|drop|find(?:one)?|getcollection|group|insert(?:many|one)?|mapreduce|remove|save|"
      "update(?:many|one)?))\\(");
  static const Expression number("[0-9]*");
  static const Expression plain_text("[a-zA-Z0-9@.\\\\-]*[\"']");
  Found found;
  Begins(text, number, found);
  if (GoesOnAsCode(found.suffix()) || Begins(text, call)) return true;
  if (found.length() > 0 && CallsOutInCypher(found.suffix())) return true;
  return Begins(text, plain_text, found) && (GoesOnAsCode(found.suffix()) || GoesOnAsCypher(found.suffix()));
}

bool HasCommand(const std::string& text) {
  static const Expression redis(" \\*[0-9]+ \\$[0-9]+ ");
  static const Expression memcached(
      " (?:add|append|cas|prepend|replace|set) [^ ]+ [0-9]+ [0-9]+ [0-9]+(?![a-zA-Z0-9_])");
  return Holds(text, redis) || Holds(text, memcached);
}

// The name of a parameter.
bool HasTopOperator(const std::string& text, const std::string& sent) {
  static const Expression as_sent("(?:\\$|%24)[a-zA-Z0-9_]*(?:=|\\[|%5[bB])");
  static const Expression where("\\$where=");
  static const Expression code("1|true|[^]*(?:this\\.|==|&&|=>|function\\(|sleep\\(|return |\\|\\|true)[^]*");
  static const Expression others(
      "\\$(?:accumulator|elemmatch|exists|expr|function|gte?|lte?|ne|nin|regex)(?![a-zA-Z0-9_])");
  if (!Begins(sent, as_sent)) return false;
  Found found;
  if (Begins(text, where, found)) return Is(found.suffix(), code);
  return Begins(text, others);
}

bool Plain(const std::string& text, const std::string& sent) {
  static const Expression line_end("\r|\n|%0[ad]", Letters::kOfAnyCase);
  return HasTopOperator(text, sent) || HasOperatorKey(text) || HasCode(text) ||
         (Holds(sent, line_end) && HasCommand(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<std::string_view> fragments = {"$",        "gt",
                                                          "where",    "ne",
                                                          "in",       "\"",
                                                          "'",        ":",
                                                          " ",        "{",
                                                          "}",        "[",
                                                          "]",        "=",
                                                          ",",        "a",
                                                          "1",        ";",
                                                          "return",   "true",
                                                          "this.",    "db.",
                                                          "do{",      "while(",
                                                          "sleep(",   "||",
                                                          "&&",       "!",
                                                          "(",        ")",
                                                          "users.",   "find(",
                                                          "drop(",    "getcollection(",
                                                          "*3 ",      "$7 ",
                                                          " set ",    "k 0 1 2",
                                                          "k:1-a",    "$regex",
                                                          " x ",      "5",
                                                          "@",        "-",
                                                          "\\",       "{\"$gt\":",
                                                          "eval",     ".",
                                                          "_",        "insertone(",
                                                          "return ",  "match (",
                                                          "call ",    "load csv from ",
                                                          "//",       "apoc.",
                                                          " delete ", "$where=",
                                                          "this.a==", "$ne="};
  const std::string text = Lower(Woven(data, size, fragments));
  for (const std::string& sent : {text, text + "\n", text + "%0D"})
    Agree(errwatch::Structure::kNosql,
          errwatch::AskTwice(errwatch::HasNosql, errwatch::kNosqlMarks, text, sent), Plain(text, sent), text);
  return 0;
}
