// What people type that looks like SQL: questions, formulas, shopping, searches of programmers, notes with a
// semicolon, names with quotation marks.
#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <vector>

#include "structure/sql.h"
#include "unit/structure/found_values.h"

namespace errwatch {
namespace {

using Values = std::vector<std::string_view>;

class SqlEverydayTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SqlEverydayTest);
  CPPUNIT_TEST(Formulas);
  CPPUNIT_TEST(Truth);
  CPPUNIT_TEST(CallsInFormulas);
  CPPUNIT_TEST(QuotedWords);
  CPPUNIT_TEST(BeginningsOfSentences);
  CPPUNIT_TEST(NotesWithASemicolon);
  CPPUNIT_TEST(SearchesOfProgrammers);
  CPPUNIT_TEST_SUITE_END();

  static void Clean(const Values& values) { CheckValues(HasSql, values, false); }

 public:
  void Formulas() {
    Clean({"5 mod 3",         "2 div 3",    "100 div 7",        "17 mod 5 = 2",     "-7 mod 3",
           "2^10 mod 1000",   "1 div 0",    "5 and 6 = 11",     "5 or 6 = 11",      "3 or 4 = 7",
           "7 and 8 > 5",     "2 or 3 > 1", "100 or 200 < 300", "1 or 2 = 3?",      "1+1=2 and 2+2=4",
           "0 = 0 and 1 = 1", "1 || 0 = 1", "1 && 0 = 0",       "1 || 1 == 1",      "5 xor 3 = 6",
           "1 or 2 or 3 = 6", "2*(3+4)=14", "(5) and (6) = 11", "0.1 + 0.2 == 0.3", "1*(x>2)",
           "5*(3>2)",         "10 or (20)", "1 or x=x",         "1 or name = name", "bob's @@version",
           "5) or (6",        "1) or (1"});
  }

  void Truth() {
    Clean({"12 is null", "12 is not null", "0 is true", "1 is false", "true or false = true",
           "false or true = true", "true and false = false", "0 or null = null", "1 and 1 is 2",
           "1 is true and 0 is false", "null is not 0", "5 like 6", "5 like 5", "5 is not 6"});
  }

  void CallsInFormulas() {
    Clean({"2 and f(x)",
           "3 or f(x) = 0",
           "0 and f(0)=1",
           "1 or f(0)=1",
           "2 or max(4)",
           "2 and round(3)",
           "if(left(a1,1)=\"x\",1,2)",
           "2*if(a1>5,1,0)",
           "if(len(a1)>5,1,0)",
           "len(user())",
           "owner = lower(user())",
           "countif(a1:a5,\">3\")",
           "100-if(a1>5,10,0)",
           "ascii(left(a,1))",
           "ascii('a')",
           "upper(left(name,1))",
           "cast(5 as float)",
           "convert(varchar,getdate(),101)",
           "auth()->user()->id",
           "console.log(version())",
           "pg_sleep(5) example",
           "dbms_output.put_line('x')"});
  }

  void QuotedWords() {
    Clean({"'red' or 'blue' = 'purple'", "\"red\" and \"blue\" = \"purple\"", "'1' and '2' = '3'",
           "hello' or 'bye", "hello\" or \"bye", "red' or 'blue", "day' and 'night", "rock' & 'roll",
           "salt' + 'pepper", "a' and b'", "'yes' or 'no' = 'maybe'", "mysql 'or 1=1' example",
           "what does ' or 1=1 mean", "who's' or 'whose"});
  }

  void BeginningsOfSentences() {
    Clean({"10 group by 2", "3 having 4", "1 offset 2", "5 limit 6", "5 order by mail", "1 like this",
           "1 union station", "5 except 1", "10 minus 5 = 5", "1 between 2", "2 more or like 3"});
  }

  void NotesWithASemicolon() {
    Clean({"5; vacuum; mop",
           "5; use it; lose it",
           "5; kill bill",
           "5; kill 5 birds",
           "5; flush toilets",
           "5; reset password",
           "5; prepare soup from 5 potatoes",
           "5; execute order 66",
           "5; execute(x)",
           "5; set x = 5",
           "5; set alarm on",
           "5; show tables at 8",
           "5; lock table legs in place",
           "5; do it--",
           "5; with a (small) spoon",
           "5; copy photos to usb",
           "5; copy bob from work",
           "5; call (555) 1234",
           "5; call bob (urgent)",
           "5; create table for 5",
           "5; create user guide",
           "5; create table (round)",
           "5; alter table for bob",
           "5; merge into traffic",
           "5; load data",
           "5; insert into slot",
           "5; insert into the slot (values)",
           "5; insert bob (values)",
           "5; update bob set",
           "5; delete from list where possible",
           "5; delete files",
           "5; print 'hello'",
           "5; backup database to usb",
           "5; restore database from usb",
           "5; grant access to building",
           "5; attach 'photo' as jpg",
           "5; explain select words",
           "5; begin; end",
           "5; shutdown; restart",
           "tea; delete from list",
           "tea; drop table x",
           "tea; select one",
           "tea; exec x"});
  }

  void SearchesOfProgrammers() {
    Clean({"select 1 from dual meaning", "how to use 'select 1' in mysql", "exec sp_who2", "@@version",
           "@@identity vs scope_identity()", "what is xp_cmdshell", "or 1=1 meaning",
           "1 or 1=1 sql injection", "f(1) = 2 and f(2) = 3", "count(x) > 5 and sum(y) < 3",
           "lower(trim(name))='bob'", "title like 'foo%' and id > 5", "(a or b) and c = d"});
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqlEverydayTest);

}  // namespace
}  // namespace errwatch
