#include "structure/sql_function.h"

#include <algorithm>
#include <array>

namespace errwatch {
namespace {

struct FunctionEntry {
  std::string_view name;
  SqlFunction kind;
};

// Sorted.
constexpr auto kSqlFunctions = std::to_array<FunctionEntry>({
    {"abs", SqlFunction::kFormula},
    {"acos", SqlFunction::kFormula},
    {"ascii", SqlFunction::kCode},
    {"asin", SqlFunction::kFormula},
    {"atan", SqlFunction::kFormula},
    {"average", SqlFunction::kFormula},
    {"avg", SqlFunction::kFormula},
    {"bin", SqlFunction::kReads},
    {"bit_length", SqlFunction::kReads},
    {"cast", SqlFunction::kReads},
    {"ceil", SqlFunction::kFormula},
    {"char_length", SqlFunction::kReads},
    {"character_length", SqlFunction::kReads},
    {"charindex", SqlFunction::kReads},
    {"concat", SqlFunction::kReads},
    {"concat_ws", SqlFunction::kReads},
    {"conv", SqlFunction::kReads},
    {"convert", SqlFunction::kReads},
    {"cos", SqlFunction::kFormula},
    {"cosh", SqlFunction::kFormula},
    {"current_database", SqlFunction::kTells},
    {"current_schema", SqlFunction::kTells},
    {"current_user", SqlFunction::kTells},
    {"database", SqlFunction::kTells},
    {"datalength", SqlFunction::kReads},
    {"deg", SqlFunction::kFormula},
    {"det", SqlFunction::kFormula},
    {"elt", SqlFunction::kChooses},
    {"exp", SqlFunction::kFormula},
    {"field", SqlFunction::kReads},
    {"floor", SqlFunction::kFormula},
    {"gcd", SqlFunction::kFormula},
    {"hex", SqlFunction::kReads},
    {"if", SqlFunction::kChooses},
    {"iif", SqlFunction::kChooses},
    {"instr", SqlFunction::kReads},
    {"lcase", SqlFunction::kReads},
    {"lcm", SqlFunction::kFormula},
    {"left", SqlFunction::kPiece},
    {"length", SqlFunction::kReads},
    {"lengthb", SqlFunction::kReads},
    {"lim", SqlFunction::kFormula},
    {"ln", SqlFunction::kFormula},
    {"locate", SqlFunction::kReads},
    {"log", SqlFunction::kFormula},
    {"lower", SqlFunction::kReads},
    {"lpad", SqlFunction::kReads},
    {"max", SqlFunction::kFormula},
    {"mid", SqlFunction::kPiece},
    {"min", SqlFunction::kFormula},
    {"mod", SqlFunction::kFormula},
    {"octet_length", SqlFunction::kReads},
    {"ord", SqlFunction::kCode},
    {"position", SqlFunction::kReads},
    {"rawtohex", SqlFunction::kReads},
    {"reverse", SqlFunction::kReads},
    {"right", SqlFunction::kPiece},
    {"root", SqlFunction::kFormula},
    {"round", SqlFunction::kFormula},
    {"rpad", SqlFunction::kReads},
    {"schema", SqlFunction::kTells},
    {"session_user", SqlFunction::kTells},
    {"sin", SqlFunction::kFormula},
    {"sinh", SqlFunction::kFormula},
    {"sqrt", SqlFunction::kFormula},
    {"strcmp", SqlFunction::kReads},
    {"strpos", SqlFunction::kReads},
    {"substr", SqlFunction::kPiece},
    {"substrb", SqlFunction::kPiece},
    {"substring", SqlFunction::kPiece},
    {"sum", SqlFunction::kFormula},
    {"suser_name", SqlFunction::kTells},
    {"suser_sname", SqlFunction::kTells},
    {"system_user", SqlFunction::kTells},
    {"tan", SqlFunction::kFormula},
    {"tanh", SqlFunction::kFormula},
    {"to_number", SqlFunction::kReads},
    {"try_cast", SqlFunction::kReads},
    {"try_convert", SqlFunction::kReads},
    {"ucase", SqlFunction::kReads},
    {"unicode", SqlFunction::kCode},
    {"upper", SqlFunction::kReads},
    {"user", SqlFunction::kTells},
    {"user_name", SqlFunction::kTells},
    {"version", SqlFunction::kTells},
});
static_assert(std::ranges::is_sorted(kSqlFunctions, {}, &FunctionEntry::name));

}  // namespace

SqlFunction FindSqlFunction(std::string_view name) noexcept {
  if (name.size() == 1) return SqlFunction::kFormula;
  const auto* const entry = std::ranges::lower_bound(kSqlFunctions, name, {}, &FunctionEntry::name);
  return entry != kSqlFunctions.end() && entry->name == name ? entry->kind : SqlFunction::kOther;
}

}  // namespace errwatch
