#include "structure/sql_word.h"

#include <algorithm>
#include <array>

namespace errwatch {
namespace {

struct Entry {
  std::string_view word;
  SqlWord kind;
};

using enum SqlWord;

// Sorted. Of functions only those stand here that nobody calls but to attack: others are told by where they are called.
constexpr auto kWords = std::to_array<Entry>({
    {"all", kPrefix},
    {"alter", kStatement},
    {"and", kLogic},
    {"any", kPrefix},
    {"as", kInfix},
    {"asc", kPostfix},
    {"attach", kStatement},
    {"benchmark", kDelay},
    {"between", kCompare},
    {"binary", kPrefix},
    {"by", kInfix},
    {"call", kStatement},
    {"case", kPrefix},
    {"collate", kInfix},
    {"copy", kStatement},
    {"create", kStatement},
    {"current_setting", kProbe},
    {"database_to_xml", kProbe},
    {"db_name", kProbe},
    {"declare", kStatement},
    {"default", kConstant},
    {"delete", kStatement},
    {"desc", kPostfix},
    {"distinct", kPrefix},
    {"distinctrow", kPrefix},
    {"div", kArithmetic},
    {"drop", kStatement},
    {"dumpfile", kPrefix},
    {"else", kInfix},
    {"end", kPostfix},
    {"escape", kInfix},
    {"except", kSetOperator},
    {"exec", kStatement},
    {"execute", kStatement},
    {"exists", kPrefix},
    {"extractvalue", kProbe},
    {"false", kConstant},
    {"from", kFrom},
    {"generate_series", kDelay},
    {"get_lock", kDelay},
    {"glob", kLike},
    {"grant", kStatement},
    {"group", kBy},
    {"gtid_subset", kProbe},
    {"gtid_subtract", kProbe},
    {"handler", kStatement},
    {"having", kClause},
    {"ilike", kLike},
    {"in", kCompare},
    {"insert", kStatement},
    {"intersect", kSetOperator},
    {"into", kInto},
    {"is", kCompare},
    {"join", kInfix},
    {"json_keys", kProbe},
    {"like", kLike},
    {"limit", kClause},
    {"load", kStatement},
    {"load_extension", kProbe},
    {"load_file", kProbe},
    {"merge", kStatement},
    {"minus", kSetOperator},
    {"mod", kArithmetic},
    {"name_const", kProbe},
    {"not", kNot},
    {"notnull", kPostfix},
    {"null", kConstant},
    {"offset", kClause},
    {"on", kInfix},
    {"opendatasource", kProbe},
    {"openquery", kProbe},
    {"openrowset", kProbe},
    {"or", kLogic},
    {"order", kBy},
    {"outfile", kPrefix},
    {"pg_sleep", kDelay},
    {"pg_sleep_for", kDelay},
    {"pg_sleep_until", kDelay},
    {"print", kStatement},
    {"prior", kPrefix},
    {"procedure", kProcedure},
    {"query_to_xml", kProbe},
    {"randomblob", kDelay},
    {"regexp", kLike},
    {"rename", kStatement},
    {"replace", kStatement},
    {"rlike", kLike},
    {"select", kQuery},
    {"set", kStatement},
    {"shutdown", kStatement},
    {"similar", kLike},
    {"sleep", kDelay},
    {"some", kPrefix},
    {"sounds", kLike},
    {"sqlite_version", kProbe},
    {"st_latfromgeohash", kProbe},
    {"st_longfromgeohash", kProbe},
    {"st_pointfromgeohash", kProbe},
    {"sys_context", kProbe},
    {"sys_eval", kProbe},
    {"sys_exec", kProbe},
    {"table", kQuery},
    {"then", kInfix},
    {"to", kPrefix},
    {"true", kConstant},
    {"truncate", kStatement},
    {"union", kSetOperator},
    {"unique", kPrefix},
    {"update", kStatement},
    {"updatexml", kProbe},
    {"using", kInfix},
    {"values", kQuery},
    {"waitfor", kStatement},
    {"when", kWhen},
    {"where", kInfix},
    {"xmltype", kProbe},
    {"xor", kLogic},
});
static_assert(std::ranges::is_sorted(kWords, {}, &Entry::word));

// Packages and families of functions that belong to a database.
constexpr auto kFamilies = std::to_array<Entry>({
    {"ctxsys.", kProbe},
    {"dbms_lock.", kDelay},
    {"dbms_pipe.", kDelay},
    {"dbms_session.", kDelay},
    {"dbms_", kProbe},
    {"lo_", kProbe},
    {"pg_", kProbe},
    {"sp_", kProbe},
    {"sys.", kProbe},
    {"utl_", kProbe},
    {"user_lock.", kDelay},
    {"xp_", kProbe},
});

}  // namespace

SqlWord FindSqlWord(std::string_view word) noexcept {
  const auto found = std::ranges::lower_bound(kWords, word, {}, &Entry::word);
  if (found != kWords.end() && found->word == word) return found->kind;
  for (const Entry& family : kFamilies)
    if (word.starts_with(family.word)) return family.kind;
  return kNone;
}

}  // namespace errwatch
