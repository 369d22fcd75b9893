#include "structure/sql_word.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/ascii.h"

namespace errwatch {
namespace {

struct WordEntry {
  std::string_view word;
  SqlWord kind;
};

// Sorted. Of functions only those stand here that nobody calls but to attack: others are told by where they
// are called.
constexpr auto kSqlWords = std::to_array<WordEntry>({
    {"all", SqlWord::kPrefix},
    {"alter", SqlWord::kStatement},
    {"and", SqlWord::kLogic},
    {"any", SqlWord::kPrefix},
    {"as", SqlWord::kInfix},
    {"asc", SqlWord::kPostfix},
    {"attach", SqlWord::kStatement},
    {"benchmark", SqlWord::kDelay},
    {"between", SqlWord::kCompare},
    {"binary", SqlWord::kPrefix},
    {"by", SqlWord::kInfix},
    {"call", SqlWord::kStatement},
    {"case", SqlWord::kPrefix},
    {"collate", SqlWord::kInfix},
    {"copy", SqlWord::kStatement},
    {"create", SqlWord::kStatement},
    {"database_to_xml", SqlWord::kProbe},
    {"db_name", SqlWord::kProbe},
    {"declare", SqlWord::kStatement},
    {"default", SqlWord::kConstant},
    {"delete", SqlWord::kStatement},
    {"desc", SqlWord::kPostfix},
    {"distinct", SqlWord::kPrefix},
    {"distinctrow", SqlWord::kPrefix},
    {"div", SqlWord::kArithmetic},
    {"drop", SqlWord::kStatement},
    {"dumpfile", SqlWord::kPrefix},
    {"else", SqlWord::kInfix},
    {"end", SqlWord::kPostfix},
    {"escape", SqlWord::kInfix},
    {"except", SqlWord::kSetOperator},
    {"exec", SqlWord::kStatement},
    {"execute", SqlWord::kStatement},
    {"exists", SqlWord::kPrefix},
    {"extractvalue", SqlWord::kProbe},
    {"false", SqlWord::kConstant},
    {"from", SqlWord::kFrom},
    {"get_lock", SqlWord::kDelay},
    {"glob", SqlWord::kLike},
    {"grant", SqlWord::kStatement},
    {"group", SqlWord::kBy},
    {"gtid_subset", SqlWord::kProbe},
    {"gtid_subtract", SqlWord::kProbe},
    {"handler", SqlWord::kStatement},
    {"having", SqlWord::kClause},
    {"ilike", SqlWord::kLike},
    {"in", SqlWord::kCompare},
    {"insert", SqlWord::kStatement},
    {"intersect", SqlWord::kSetOperator},
    {"into", SqlWord::kInto},
    {"is", SqlWord::kCompare},
    {"join", SqlWord::kInfix},
    {"json_keys", SqlWord::kProbe},
    {"like", SqlWord::kLike},
    {"limit", SqlWord::kClause},
    {"load", SqlWord::kStatement},
    {"load_extension", SqlWord::kProbe},
    {"load_file", SqlWord::kProbe},
    {"merge", SqlWord::kStatement},
    {"minus", SqlWord::kSetOperator},
    {"mod", SqlWord::kArithmetic},
    {"msysaccessobjects", SqlWord::kProbe},
    {"msysobjects", SqlWord::kProbe},
    {"name_const", SqlWord::kProbe},
    {"not", SqlWord::kNot},
    {"notnull", SqlWord::kPostfix},
    {"null", SqlWord::kConstant},
    {"offset", SqlWord::kClause},
    {"on", SqlWord::kInfix},
    {"opendatasource", SqlWord::kProbe},
    {"openquery", SqlWord::kProbe},
    {"openrowset", SqlWord::kProbe},
    {"or", SqlWord::kLogic},
    {"order", SqlWord::kBy},
    {"outfile", SqlWord::kPrefix},
    {"pg_sleep", SqlWord::kDelay},
    {"pg_sleep_for", SqlWord::kDelay},
    {"pg_sleep_until", SqlWord::kDelay},
    {"print", SqlWord::kStatement},
    {"prior", SqlWord::kPrefix},
    {"procedure", SqlWord::kProcedure},
    {"query_to_xml", SqlWord::kProbe},
    {"randomblob", SqlWord::kDelay},
    {"regexp", SqlWord::kLike},
    {"rename", SqlWord::kStatement},
    {"replace", SqlWord::kStatement},
    {"rlike", SqlWord::kLike},
    {"select", SqlWord::kQuery},
    {"set", SqlWord::kStatement},
    {"shutdown", SqlWord::kStatement},
    {"similar", SqlWord::kLike},
    {"sleep", SqlWord::kDelay},
    {"some", SqlWord::kPrefix},
    {"sounds", SqlWord::kLike},
    {"sqlite_version", SqlWord::kProbe},
    {"st_latfromgeohash", SqlWord::kProbe},
    {"st_longfromgeohash", SqlWord::kProbe},
    {"st_pointfromgeohash", SqlWord::kProbe},
    {"sys_context", SqlWord::kProbe},
    {"sys_eval", SqlWord::kProbe},
    {"sys_exec", SqlWord::kProbe},
    {"syscolumns", SqlWord::kProbe},
    {"sysdatabases", SqlWord::kProbe},
    {"sysobjects", SqlWord::kProbe},
    {"table", SqlWord::kQuery},
    {"then", SqlWord::kInfix},
    {"to", SqlWord::kPrefix},
    {"top", SqlWord::kTop},
    {"true", SqlWord::kConstant},
    {"truncate", SqlWord::kStatement},
    {"union", SqlWord::kSetOperator},
    {"unique", SqlWord::kPrefix},
    {"unknown", SqlWord::kConstant},
    {"update", SqlWord::kStatement},
    {"updatexml", SqlWord::kProbe},
    {"using", SqlWord::kInfix},
    {"values", SqlWord::kQuery},
    {"waitfor", SqlWord::kStatement},
    {"when", SqlWord::kWhen},
    {"where", SqlWord::kInfix},
    {"xmltype", SqlWord::kProbe},
    {"xor", SqlWord::kLogic},
});
static_assert(std::ranges::is_sorted(kSqlWords, {}, &WordEntry::word));

// Packages and families of functions that belong to a database.
constexpr auto kSqlFamilies = std::to_array<WordEntry>({
    {"ctxsys.", SqlWord::kProbe},
    {"information_schema", SqlWord::kProbe},
    {"mysql.", SqlWord::kProbe},
    {"sqlite_", SqlWord::kProbe},
    {"sysibm.", SqlWord::kProbe},
    {"dbms_lock.", SqlWord::kDelay},
    {"dbms_pipe.", SqlWord::kDelay},
    {"dbms_session.", SqlWord::kDelay},
    {"dbms_output.", SqlWord::kNone},
    {"dbms_", SqlWord::kProbe},
    {"lo_", SqlWord::kProbe},
    {"pg_", SqlWord::kProbe},
    {"sp_", SqlWord::kProbe},
    {"utl_", SqlWord::kProbe},
    {"user_lock.", SqlWord::kDelay},
    {"xp_", SqlWord::kProbe},
});

// Where the words with each letter begin, and behind the last one.
constexpr auto kFirstOfLetter = [] {
  std::array<uint8_t, 27> first{};
  for (std::size_t letter = 0; letter < first.size(); ++letter)
    for (const WordEntry& entry : kSqlWords)
      if (entry.word.front() < static_cast<char>('a' + letter)) ++first[letter];
  return first;
}();
static_assert(kSqlWords.size() < 256);

}  // namespace

SqlWord FindSqlWord(std::string_view word) noexcept {
  if (word.empty() || !IsLower(word.front())) return SqlWord::kNone;
  const auto letter = static_cast<std::size_t>(word.front() - 'a');
  for (std::size_t i = kFirstOfLetter[letter]; i < kFirstOfLetter[letter + 1]; ++i)
    if (kSqlWords[i].word == word) return kSqlWords[i].kind;
  if (word.find_first_of("_.") == std::string_view::npos) return SqlWord::kNone;
  for (const WordEntry& family : kSqlFamilies)
    if (word.starts_with(family.word)) return family.kind;
  return SqlWord::kNone;
}

}  // namespace errwatch
