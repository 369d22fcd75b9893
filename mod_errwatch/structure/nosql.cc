#include "structure/nosql.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"
#include "structure/cursor.h"
#include "structure/text_front.h"

namespace errwatch {
namespace {

// Operators of queries. Names that other formats have behind a dollar sign, too, are left out: $type, $ref,
// $id, $date, $size, $text.
constexpr auto kMongoOperators = std::to_array<std::string_view>(
    {"all", "and", "comment", "elemmatch",  "eq",     "exists", "expr", "function",
     "gt",  "gte", "in",      "jsonschema", "lookup", "lt",     "lte",  "mod",
     "ne",  "nin", "nor",     "not",        "or",     "regex",  "where"});

// They run code, or put another query into this one.
constexpr auto kMongoCode =
    std::to_array<std::string_view>({"comment", "expr", "function", "jsonschema", "lookup", "where"});
// They only join conditions, or ask for the very values that are given: every filter of an API has them.
constexpr auto kMongoJoins =
    std::to_array<std::string_view>({"all", "and", "eq", "in", "mod", "nor", "not", "or"});
// Parts of the names of fields that say who somebody is: any value but one, or all of them, opens the door.
constexpr auto kIdentityFields = std::to_array<std::string_view>(
    {"auth", "login", "mail", "otp", "pass", "pwd", "secret", "session", "token", "user"});
// Parameters that are a filter by their name: what stands in them is one.
constexpr auto kFilterRoots = std::to_array<std::string_view>({"filter", "q[", "query", "where"});

// In the place of a whole query, where they are the name of a parameter; other names have other owners there:
// $filter, $select, $comment, $or.
constexpr auto kMongoTopOperators =
    std::to_array<std::string_view>({"accumulator", "elemmatch", "exists", "expr", "function", "gt", "gte",
                                     "lt", "lte", "ne", "nin", "regex"});

constexpr auto kMongoMethods = std::to_array<std::string_view>(
    {"aggregate", "count", "deletemany", "deleteone", "distinct", "drop", "find", "findone", "getcollection",
     "group", "insert", "insertmany", "insertone", "mapreduce", "remove", "save", "update", "updatemany",
     "updateone"});

constexpr auto kMemcachedStores =
    std::to_array<std::string_view>({"add", "append", "cas", "prepend", "replace", "set"});

constexpr ByteTable kTextMarks("'\"");
constexpr ByteTable kEndsOfLines("\r\n");

constexpr int kMaxStatements = 8;         // of code that are looked at
constexpr std::size_t kMostOfField = 64;  // of a name: its end

class NosqlCursor : public TextFront {
 public:
  using TextFront::TextFront;

  void Skip(std::string_view set) {
    while (TakeAnyOf(set)) {
    }
  }
  std::string_view Name() { return TakeWhile(IsIdentifierByte); }
  bool TakeWord() { return !TakeUpTo(' ').empty(); }
  bool TakeNumber() {
    const std::string_view name = Name();
    return !name.empty() && std::ranges::all_of(name, IsDigit);
  }
};

// Of a comparison: what every value, or every value that is there, fits.
bool FitsAll(std::string_view operand) {
  operand.remove_prefix(std::min(operand.find_first_not_of(' '), operand.size()));
  const std::size_t closing = operand.find_last_not_of(" }])");
  std::string_view value = operand.substr(0, closing == std::string_view::npos ? 0 : closing + 1);
  if (value.empty() || value == "null" || value == "undefined" || value.starts_with("null,")) return true;
  if (value.front() == '"' || value.front() == '\'') value.remove_prefix(1);
  if (value.empty() || value.front() == '"' || value.front() == '\'') return true;
  if (value.starts_with('/')) value.remove_prefix(1);
  if (value.starts_with('^')) value.remove_prefix(1);
  return value.empty() || value.front() == '.' || value.front() == '"' || value.front() == '\'';
}

// "user[password]", "u_id"
bool NamesIdentity(std::string_view field) {
  for (const std::string_view part : kIdentityFields)
    if (field.find(part) != std::string_view::npos) return true;
  return false;
}

// Whether a comparison gets at more than a filter of an API would: {"$ne": null}, {"password": {"$gt": ""}},
// u_id[$ne]=2; not age[$gt]=5. Where it has no field it stands in the place of a value.
bool AsksTooMuch(std::string_view name, std::string_view field, std::string_view operand) {
  if (std::ranges::binary_search(kMongoCode, name)) return true;
  if (std::ranges::binary_search(kMongoJoins, name)) return false;
  if (field.empty() || FitsAll(operand)) return true;
  for (const std::string_view root : kFilterRoots)
    if (field.starts_with(root)) return false;
  field.remove_prefix(field.size() - std::min(field.size(), kMostOfField));
  if (NamesIdentity(field)) return true;
  return (name == "ne" || name == "nin" || name == "regex") &&
         (field.ends_with("id") || field.ends_with("id]"));
}

// The name in front of the brace at `brace` of an object of JSON; empty: the object is the whole value.
std::string_view FieldOfObject(std::string_view text, std::size_t brace) {
  std::string_view before = text.substr(0, brace);
  const auto trim = [&before](std::string_view set) {
    const std::size_t last = before.find_last_not_of(set);
    before = before.substr(0, last == std::string_view::npos ? 0 : last + 1);
  };
  trim(" ");
  if (!before.ends_with(':')) return {};
  trim(" :'\"");
  const std::size_t begin = before.find_last_of("{,'\" ");
  return before.substr(begin == std::string_view::npos ? 0 : begin + 1);
}

// Of a parameter $where: what runs as code. Services have a filter of that name that is none: "price > 5".
bool IsQueryCode(std::string_view code) {
  if (code == "1" || code == "true") return true;
  for (const std::string_view part : {"this.", "==", "&&", "=>", "function(", "sleep(", "return ", "||true"})
    if (code.find(part) != std::string_view::npos) return true;
  return false;
}

// {"$gt":""} as the whole body, or $gt= as a parameter. Sent so, the name is no part of a value: "$gt=" in a
// text that somebody typed has its sign encoded.
bool HasTopOperator(const Value& value) {
  NosqlCursor sent(value.sent);
  if ((!sent.Take("$") && !sent.Take("%24")) || !value.text.starts_with('$')) return false;
  sent.Name();
  if (!sent.Take("=") && !sent.Take("[") && !sent.Take("%5b") && !sent.Take("%5B")) return false;
  NosqlCursor key(value.text.substr(1));
  const std::string_view name = key.Name();
  if (key.Take("=") && name == "where") return IsQueryCode(key.rest());
  return std::ranges::binary_search(kMongoTopOperators, name);
}

// "pass[$ne]", "pass[$nin][]=a"
bool EndsName(NosqlCursor& key) {
  key.Take("[]");
  return key.rest().empty() || key.Take("=");
}

// {"$gt": ""}, {$where: ...}, user[$ne]=; behind a comma also where the value is no object: it goes into one.
bool HasOperatorKey(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  const bool is_object = first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
  const std::size_t end = text.find_last_not_of(" }])") + 1;  // of the last operand
  for (std::size_t at = text.find('$'); at < end; at = text.find('$', at + 1)) {
    if (at > 0 && std::string_view("[{,'\" ").find(text[at - 1]) == std::string_view::npos) continue;
    NosqlCursor key(text.substr(at + 1));
    const auto operand = [&] {
      return key.rest().substr(0, end - std::min(end, text.size() - key.rest().size()));
    };
    const std::string_view name = key.Name();
    if (name.empty() || !std::ranges::binary_search(kMongoOperators, name)) continue;
    if (at > 0 && text[at - 1] == '[' && key.Take("]") && EndsName(key)) {
      if (AsksTooMuch(name, text.substr(0, at - 1), operand())) return true;
      continue;
    }
    key.TakeAnyOf("'\"");
    key.Skip(" ");
    if (!key.Take(":")) continue;
    std::size_t before = at;
    if (before > 0 && (text[before - 1] == '"' || text[before - 1] == '\'')) --before;
    while (before > 0 && text[before - 1] == ' ') --before;
    if (before == 0 && name == "where") return true;
    if (before == 0) continue;
    if (text[before - 1] == ',' && (!is_object || AsksTooMuch(name, ",", operand()))) return true;
    if (text[before - 1] == '{' && is_object && AsksTooMuch(name, FieldOfObject(text, before - 1), operand()))
      return true;
  }
  return false;
}

// Behind "return": what a person would not go on with.
bool ReturnsValue(NosqlCursor code) {
  code.Skip(" ");
  if (code.TakeAnyOf("(!'\"{1")) return true;
  const std::string_view name = code.Name();
  if (name == "this" || name == "db") return code.Take(".");
  if (name != "true") return false;
  code.Skip(" ");
  return code.rest().empty() || code.TakeAnyOf(";})/'\"");
}

bool BeginsStatement(NosqlCursor code) {
  const std::string_view word = code.Name();
  if (word == "return") return ReturnsValue(code);
  if (word == "this" || word == "db") return code.Take(".");
  code.Skip(" ");
  if (word == "do") return code.Take("{");
  return (word == "while" || word == "sleep") && code.Take("(");
}

// Behind the text or the statement that the value broke out of: "; return true", "&& this.a", "}; sleep(9)".
bool GoesOnAsCode(NosqlCursor code) {
  code.Skip(" )}]");
  if (code.Take("||") || code.Take("&&")) {
    code.Skip(" (!");
    return code.Take("this.") || code.Take("db.");
  }
  if (!code.Take(";")) return false;
  for (int i = 0; i < kMaxStatements; ++i) {
    code.Skip(" ;");
    if (BeginsStatement(code)) return true;
    const std::size_t next = code.rest().find(';');
    if (next == std::string_view::npos) return false;
    code = NosqlCursor(code.rest().substr(next));
  }
  return false;
}

// db.users.find(
bool CallsDatabase(NosqlCursor code) {
  if (!code.Take("db.")) return false;
  const std::string_view name = code.Name();
  if (code.Take("(")) return name == "getcollection" || name == "dropdatabase" || name == "eval";
  return !name.empty() && code.Take(".") && std::ranges::binary_search(kMongoMethods, code.Name()) &&
         code.Take("(");
}

// Clauses of Cypher that stand behind another.
constexpr auto kCypherClauses =
    std::to_array<std::string_view>({"create", "delete", "detach", "foreach", "match", "merge", "optional",
                                     "remove", "return", "set", "union", "unwind", "where", "with"});

// "call db.labels()"
bool CallsProcedure(NosqlCursor code) {
  code.Skip(" ");
  if (code.Name().empty() || !code.Take(".") || code.Name().empty()) return false;
  while (code.Take(".")) {
    if (code.Name().empty()) return false;
  }
  return code.Take("(");
}

// Behind what was broken out of: "call db.labels()", "load csv from 'http://x'".
bool CallsOutInCypher(NosqlCursor code) {
  code.Skip(" )}]");
  const std::string_view word = code.Name();
  if (word == "call") return CallsProcedure(code);
  if (word == "load") return code.Take(" csv from ") || code.Take(" csv with headers from ");
  return word == "return" && code.Take(" apoc.");
}

// Behind a quotation mark, up to the comment that ends it: "}) return u //".
bool GoesOnAsCypher(NosqlCursor code) {
  if (CallsOutInCypher(code)) return true;
  code.Skip(" )}]");
  const std::string_view word = code.Name();
  if (!std::ranges::binary_search(kCypherClauses, word)) return false;
  code.Skip(" ");
  const std::string_view rest = code.rest();
  if (rest.empty() || !(IsAlnum(rest.front()) || rest.front() == '(')) return false;
  return rest.ends_with("//") || (word == "match" && rest.find(" delete ") != rest.npos);
}

bool HasQueryCode(std::string_view text) {
  const std::string_view behind_number =
      text.substr(std::min(text.find_first_not_of("0123456789"), text.size()));
  if (GoesOnAsCode(NosqlCursor(behind_number)) || CallsDatabase(NosqlCursor(text))) return true;
  if (behind_number.size() < text.size() && CallsOutInCypher(NosqlCursor(behind_number))) return true;
  const std::size_t quote = kTextMarks.Find(text);
  if (quote == std::string_view::npos) return false;
  const std::string_view before = text.substr(0, quote);
  const bool plain = std::ranges::all_of(
      before, [](char c) { return IsAlnum(c) || c == '@' || c == '.' || c == '-' || c == '\\'; });
  const NosqlCursor behind(text.substr(quote + 1));
  return plain && (GoesOnAsCode(behind) || GoesOnAsCypher(behind));
}

// "*3 $3 set $1 a $1 b": Redis; "set key 0 900 4 data": memcached. Decoding made blanks of the line ends, so
// that there were any is asked of what was sent.
bool HasCommand(std::string_view text) {
  for (std::size_t at = text.find(' '); at != std::string_view::npos; at = text.find(' ', at + 1)) {
    NosqlCursor command(text.substr(at + 1));
    if (command.Take("*")) {
      if (command.TakeNumber() && command.Take(" $") && command.TakeNumber() && command.Take(" "))
        return true;
      continue;
    }
    if (!std::ranges::binary_search(kMemcachedStores, command.Name()) || !command.Take(" ")) continue;
    if (command.TakeWord() && command.Take(" ") && command.TakeNumber() && command.Take(" ") &&
        command.TakeNumber() && command.Take(" ") && command.TakeNumber())
      return true;
  }
  return false;
}

bool SentWithLineEnd(std::string_view sent) {
  if (kEndsOfLines.Find(sent) != std::string_view::npos) return true;  // a body has them as they are
  for (std::size_t at = FindByte(sent, '%'); at != std::string_view::npos; at = FindByte(sent, '%', at + 1)) {
    const char digit = ToLower(At(sent, at + 2));
    if (At(sent, at + 1) == '0' && (digit == 'a' || digit == 'd')) return true;
  }
  return false;
}

}  // namespace

bool HasNosql(const Value& value) noexcept {
  const std::string_view text = value.text;

  return HasTopOperator(value) || HasOperatorKey(text) || HasQueryCode(text) ||
         (SentWithLineEnd(value.sent) && HasCommand(text));
}

}  // namespace errwatch
