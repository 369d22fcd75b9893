#include "structure/sql.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "unit/linear_time.h"
#include "unit/structure/found_values.h"

namespace errwatch {
namespace {

using Values = std::vector<std::string_view>;

class SqlTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SqlTest);
  CPPUNIT_TEST(BehindAText);
  CPPUNIT_TEST(BehindANumber);
  CPPUNIT_TEST(QueriesBehindUnion);
  CPPUNIT_TEST(FunctionsThatTakeTimeOrTell);
  CPPUNIT_TEST(StatementsBehindASemicolon);
  CPPUNIT_TEST(Dresses);
  CPPUNIT_TEST(DisguisesThatNoServerUndoes);
  CPPUNIT_TEST(PartsOfAPath);
  CPPUNIT_TEST(CleanValues);
  CPPUNIT_TEST(QuotationMarksOfProse);
  CPPUNIT_TEST(TypedStatements);
  CPPUNIT_TEST(WhatCannotBeTold);
  CPPUNIT_TEST(HostileTextTakesLinearTime);
  CPPUNIT_TEST_SUITE_END();

  static void Attacks(const Values& values) { CheckValues(HasSql, values, true); }
  static void Clean(const Values& values) { CheckValues(HasSql, values, false); }

 public:
  void BehindAText() {
    Attacks({"' or 1=1",
             "x' or '1'='1",
             "x\" or \"1\"=\"1",
             "x' or 'a'='a",
             "admin'--",
             "admin'-- -",
             "admin'#",
             "admin' /*",
             "x') or ('1'='1",
             "x')) or 1=1-- -",
             "x' and 1=2 --",
             "'||'1",
             "'='",
             "1'-'0",
             "'or'1",
             "a' or 'a",
             "x' or true-- ",
             "x' or user is null--",
             "x' and pass like 'a%",
             "x' or email=email--",
             "o'brien' or '1'='1",
             "it's' or 1=1-- ",
             "x\\' or 1=1--",
             "x' or exists(select 1)--",
             "x' xor 1=1#",
             "x' and(select'1')='1",
             "x' order by 3-- -",
             "x' group by id having 1=1--",
             "x' sounds like id--",
             "x' collate nocase--",
             "x' or row(1,1)>(select 1,1)-- ",
             "admin';",
             "x' && 1=1-- -",
             "x'/1 or 1=1--",
             "%' and 8=8 and '%'='",
             "x' in ('a','x')--",
             "x' between 'a' and 'z",
             "x' is not null or 'x'='y"});
  }

  void BehindANumber() {
    Attacks({"1 or 1=1",
             "1 and 1=2",
             "-1 or 2>1",
             "1 or 'a'='a'",
             "1 and 7 like 7",
             "1) or (1=1",
             "1)) and ((2=2",
             "1 or pi()",
             "1 or(1)",
             "1 or (1)",
             "0x31 or 1",
             "1 order by 9",
             "1 order by 9-- -",
             "1 having 1=1",
             "1 or id=id",
             "1 or username=username",
             "1 having 1",
             "1 limit 1,1",
             "1 rlike (select 1)",
             "1 procedure analyse()",
             "1 and left(a,1)='x'",
             "1 or a like '%'",
             "1-- -",
             "7 and not 1=2",
             "1 or 1 in (1)",
             "1 and 3 between 1 and 5",
             "1 or row(1,2)=row(1,2)",
             "1 and ascii(substr(user,1,1))>64",
             "@v or 1=1",
             "1 or 1=1 limit 1 -- x",
             "1,(select 2 from dual)",
             "1-(case when 1=1 then 1 else (select 1 union select 2) end)",
             "1 or 1::int=1",
             "1 and '{\"a\":1}'::jsonb @> '{}'::jsonb",
             "or 1=1",
             "and 2>1-- ",
             "having 1=1--",
             "order by 10-- -"});
  }

  void QueriesBehindUnion() {
    Attacks({"1 union select 1",
             "1 union select 1,2",
             "1 union all select null,null",
             "' union select user(),2#",
             "1 union distinct select a from b",
             "1 union distinctrow select 1,2",
             "1 union table users",
             "1 union values row(1,2)",
             "1 union (select 1,2)",
             "1 union(select(1),(2))",
             "1e0union select 1,2",
             "-1 union select @@version,2",
             "x) union select null-- ",
             "id union select a,b from c limit 0,1",
             "tree union select password from users--",
             "tree union all select password from users#",
             "1 union select top 1 name from sysobjects",
             "1 except select 1,2",
             "1 intersect select a,b from c",
             "1 minus select null from dual",
             "1 union select case when 1=1 then 1 end",
             "1 union select 'a','b'",
             "1 union select table_name from information_schema.tables",
             "1 union select 0x41,0x42",
             "1 union select `a`,`b` from `c`",
             "1 union select a b from c",
             "1 union select",
             "1 union/*",
             "1+union+select+1,2+from+a",
             "(select 1 from dual)",
             "(select(0)from(select(sleep(6)))v)",
             "(select case when 1=1 then 1 else 0 end)",
             "1 into outfile '/tmp/x'",
             "1 union select 1 into dumpfile '/x'"});
  }

  void FunctionsThatTakeTimeOrTell() {
    Attacks({"1 and sleep(5)",
             "1' and sleep(5)-- x",
             "1*if(now()=sysdate(),sleep(6),0)",
             "if(1=1,sleep(5),0)",
             "1 or benchmark(1000000,md5(1))",
             "'||pg_sleep(5)--",
             "1;select pg_sleep(5)--",
             "' waitfor delay '0:0:5'--",
             "x')waitfor delay'0:0:5'--",
             "1||dbms_pipe.receive_message('a',5)",
             "1 and extractvalue(1,concat(0x7e,version()))",
             "updatexml(1,concat(0x7e,user()),1)",
             "1 and gtid_subset(user(),1)",
             "1 or utl_inaddr.get_host_name('x')",
             "lo_get(16400)",
             "xmltype('<a/>')",
             "load_file('/etc/passwd')",
             "1 and json_keys((select user()))",
             "'+(select load_file('\\\\a'))+'",
             "if(1=1,1,2)",
             "sleep(5)--",
             "1 and randomblob(100000000)",
             "1 or 1=ctxsys.drithsx.sn(1,(select user from dual))",
             "json_keys((select convert((select 1) using utf8)))"});
  }

  void StatementsBehindASemicolon() {
    Attacks({"1;select 1",
             "1; drop table users",
             "';drop table users;--",
             "';drop table temp--",
             "';drop table temporary",
             "' and email is null; --",
             "select 1,if(1,sleep(1),2)/*'xor(if(1,sleep(1),2))or'|\"xor(if(1,sleep(1),2))or\"*/",
             "1;insert into a values (1)",
             "1;update a set b=1",
             "1;delete from a",
             "x'; exec xp_cmdshell 'dir'--",
             "1;exec('a')",
             "1;exec sp_help",
             "1;call f(1)",
             "';declare @x varchar(9);",
             "1;set @a=1",
             "1;shutdown--",
             "1;truncate table a",
             "1;create table a(b int)",
             "1;alter user a identified by 'b'",
             "1;copy a from program 'id'",
             "1;execute immediate 'a'",
             "1;waitfor delay '0:0:5'",
             "1;if(1=1) waitfor delay '0:0:5'",
             "1; if 1=1 drop table a",
             "1;drop a--",
             "1;replace into a values (1)",
             "1;merge into a using b on (a.i=b.i)",
             "1;load data infile 'a' into table b",
             "1;rename table a to b",
             "1;grant all to a",
             "1;attach database '/x.php' as a",
             "test));declare @q int"});
  }

  void Dresses() {
    Attacks({"1' or\x0b'1'='1",
             "1\x04or\x05"
             "1=1",
             "1\xa0or\xa0"
             "1=1",
             "1#a union#b select#c 1,2",
             "1--a and--b 5=5",
             "1-- union-- select-- 1,2",
             "1;#a drop#b table#c users--",
             "1 /*!50000union*/ /*!select*/ 1,2",
             "1/*!0or 1=1",
             "1 1.e)and 1=(select count( 1.e* 1.e)from t 1.e)--",
             "9 or {if length(a)>0}",
             "1 or n'a'=n'a'",
             "1 or x'41'=x'41'",
             "1 or $$a$$=$$a$$",
             "1 or \\n is null",
             "1 or!0=1",
             "1 or~0=~0",
             "1||1=1",
             "1 or-1=-1",
             "1 and char(65) char(66)=char(65)",
             "1 or 0b1=1",
             "1 or .5=.5",
             "1 or 1e0=1",
             "1 or(1)=(1)",
             "1 or [a]=1 or 1=1",
             "\xca\xb9 or 1=1--",
             "1' or 1=1 -- comment",
             "1' or(1)like(1)#"});
  }

  void DisguisesThatNoServerUndoes() {
    const auto found = [](std::string_view text, std::string_view sent) { return HasSql({text, sent}); };
    CPPUNIT_ASSERT(found("%1% %o%r% %1%=%1", "%1%20%O%R%20%1%=%1"));
    CPPUNIT_ASSERT(!found("%1% %o%f% %1%", "%1%20%O%F%20%1%"));
    CPPUNIT_ASSERT(found("1\\u0020or\\u00201\\u003d1", "1\\u0020OR\\u00201\\u003D1"));
    CPPUNIT_ASSERT(found("1 uni on sel ect 1,2", "1%20uni/**/on%20sel/**/ect%201,2"));
    CPPUNIT_ASSERT(!found("uni on sta tion", "uni/**/on+sta/**/tion"));
  }

  void PartsOfAPath() {
    Attacks({"/item/1 or 1=1", "/item/7'union+all+select+1,2+from+a/x", "/a/-1 union select 1,2/b"});
    Clean({"/union/select/1", "/a/1 or 2/b", "/docs/select from where.html", "/it's/a/path (1).pdf"});
  }

  void CleanValues() { CheckCleanValues(HasSql); }

  void QuotationMarksOfProse() {
    Clean({"the `l' and `h' options", "`'end'` event", "x[`'end'`][] event or error",
           "bug in \"select\" which caused", "db.execute(\"select count(id) from post\").fetchone()",
           "if target != '' and target[0] != '#':", "\"*\"", "\"+\"", "dress with hat 18';",
           "`/usr/share/x';", "becomes `true` when [`'end'`][]", "'*x*' and `y`",
           "\"exec msdb..sp_add @a=@b;\"", "make `size' -> `n'.", "either `y' or `m'.",
           "countdown\" and \"disney:"});
  }

  // What is SQL as a whole was typed, not broken out of; text that is typed costs by another measure.
  void TypedStatements() {
    Clean({"select * from users where name = 'bob' and id = 1", "select 1 union select 2",
           "update a set b = 'c' where 1=1", "delete from a where b = 'c' or 'd' = 'd'",
           "with a as (select 1) select * from a"});
    Attacks({"select' or 1=1--"});
  }

  // Each may as well be what a person types.
  void WhatCannotBeTold() {
    Clean({"union select committee from the list", "our union select delegates from list -- see below"});
    Clean({"it's temp; -- x", "rock 'n' roll; -- the band", "we need it; --", "1; -- x",
           "select a from b /* it's what bob's wife wants */ where c = 'd'"});
    Clean({"1 and 1", "1 and 0", "1 or 2", "sleep(5)", "'-'", "order by 5", "union select", "x' or y",
           "a=a or b=b"});
  }

  void HostileTextTakesLinearTime() {
    std::vector<std::string> units = {"'",
                                      "'a ",
                                      "'+",
                                      "'\\\"",
                                      "1+1 -- ",
                                      "(",
                                      "/*",
                                      "/1",
                                      "1;create or or ",
                                      "1 or #a ",
                                      "$$",
                                      "'$$ ",
                                      "';",
                                      "or'x ",
                                      " or 1",
                                      "1.e",
                                      "\\",
                                      "'\"`",
                                      "' or \"a\" ",
                                      "';set a=",
                                      "';create if not exists ",
                                      "' into \\",
                                      "';insert into a(a "};
    for (const std::string& unit : units) {
      const char* const begin = unit[0] == '\'' || unit[0] == '1' ? "" : "1 or ";
      CPPUNIT_ASSERT_MESSAGE(unit, TakesLinearTime(Repeated(unit, 8192, begin), [](const std::string& text) {
                               HasSql({text, text});
                             }));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqlTest);

}  // namespace
}  // namespace errwatch
