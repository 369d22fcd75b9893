#include "structure/sql_statement.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "structure/sql.h"
#include "unit/structure/found_values.h"

namespace errwatch {
namespace {

using Values = std::vector<std::string_view>;

bool Begins(std::string_view text, SqlStatementEnd end) {
  SqlTokens tokens(text);
  const SqlToken first = tokens.Next();
  SqlBudget budget(1000);
  return BeginsSqlStatement(first, tokens, end, budget);
}

class SqlStatementTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SqlStatementTest);
  CPPUNIT_TEST(OfMySql);
  CPPUNIT_TEST(OfPostgresql);
  CPPUNIT_TEST(OfSqlServer);
  CPPUNIT_TEST(OfOracleAndSqlite);
  CPPUNIT_TEST(BehindOthers);
  CPPUNIT_TEST(BehindAText);
  CPPUNIT_TEST(EndsWhereItIsMarked);
  CPPUNIT_TEST_SUITE_END();

  static void Attacks(const Values& values) { CheckValues(HasSql, values, true); }

 public:
  void OfMySql() {
    Attacks({"1;do sleep(5)",
             "1;do benchmark(99999999,md5(1))",
             "1;set global general_log=1",
             "1;set @a=0x73;prepare b from @a",
             "1;prepare a from concat(0x64,0x72)",
             "1;kill 5--",
             "1;flush tables with read lock",
             "1;lock tables users write",
             "1;load xml infile 'x' into table y",
             "1;install plugin x soname 'y'",
             "1;revoke all on users from app",
             "1;show tables--",
             "1;create function sys_exec returns int soname 'x.so'",
             "1;handler users open",
             "1;optimize table users#",
             "1;rename table a to b",
             "1;delete a from b where 1",
             "1;update a,b set c=1 where 1=1;update a set b=1",
             "1;reset master--",
             "1;alter role a superuser",
             "1;set password for a='b'"});
  }

  void OfPostgresql() {
    Attacks({"1;do $$begin perform pg_sleep(5);end$$",
             "1;do language plpgsql $a$begin end$a$",
             "1;copy a to program 'id'",
             "1;copy (select 1) to '/tmp/x'",
             "1;vacuum users--",
             "1;vacuum full;",
             "1;comment on table users is 'x'",
             "1;set session authorization postgres--",
             "1;listen a--",
             "1;with a as (delete from users returning *) select 1",
             "1;with recursive a(b) as (select 1)",
             "1;explain analyze delete from users",
             "1;import foreign schema a from server b into c",
             "1;prepare a as select 1",
             "1;refresh materialized view x",
             "1;discard all--",
             "1;alter system set archive_command='id'",
             "1;create table if not exists x(a text)",
             "1;notify a, 'b'",
             "1;reindex table users--",
             "1;alter user postgres with password 'x'"});
  }

  void OfSqlServer() {
    Attacks({"1;backup database master to disk='x'", "1;restore database a from disk='x'",
             "1;bulk insert a from 'c:/x'", "1;dbcc addextendedproc('a','b')",
             "1;deny select on users to public", "1;reconfigure with override", "1;disable trigger a on b",
             "1;waitfor delay 0x303a303a35", "1;insert users values('a','b')", "1;insert users select 1,2",
             "1;delete users where 1=1", "1;merge users using x on 1=1", "1;shutdown with nowait",
             "1;use master;exec xp_cmdshell 'id'", "1;set identity_insert users on",
             "1;update top (1) users set a=1", "1;drop table [users]", "1;create login a with password='b'",
             "1;enable trigger a on b"});
  }

  void OfOracleAndSqlite() {
    Attacks({"1;begin dbms_lock.sleep(5);end;", "1;begin utl_http.request('http://x');end;",
             "1;execute immediate 'a'", "1;grant dba to a", "1;alter session set events 'x'", "1;call a.b(1)",
             "1;pragma writable_schema=1", "1;pragma table_info(users)", "1;attach database 'x.php' as y",
             "1;attach 'x.php' as y;create table y.z(a)", "1;detach database x--", "1;vacuum into '/x.php'",
             "1;create directory a as '/'", "1;update users set a=1",
             "1;insert or replace into a values(1)"});
  }

  void BehindOthers() {
    Attacks({"1;begin;update users set a=1;commit", "1;begin transaction;drop table users;--",
             "1;commit;delete from users", "1;start transaction;drop table a", "1;savepoint a;select 1,2",
             "1;kill 5;drop table users", "1;explain select a,b from c", "1;use mysql;select * from user"});
  }

  void BehindAText() {
    Attacks({"';do $$begin execute 'drop table users';end$$--", "';delete users--",
             "x'exec master..xp_cmdshell 'whoami'--", "'exec xp_dirtree '//x/y'--", "';print'",
             "';begin dbms_session.sleep(5); end;",
             "'; merge users using x on 1=1 when matched then delete;--"});
  }

  void EndsWhereItIsMarked() {
    CPPUNIT_ASSERT(Begins("drop table users", SqlStatementEnd::kMayBeText));
    CPPUNIT_ASSERT(!Begins("drop table users", SqlStatementEnd::kIsMarked));
    CPPUNIT_ASSERT(Begins("drop table users--", SqlStatementEnd::kIsMarked));
    CPPUNIT_ASSERT(Begins("drop table users;", SqlStatementEnd::kIsMarked));
    CPPUNIT_ASSERT(Begins("drop table users cascade", SqlStatementEnd::kIsMarked));
    CPPUNIT_ASSERT(!Begins("drop table tennis evening", SqlStatementEnd::kMayBeText));
    CPPUNIT_ASSERT(Begins("drop table if exists users", SqlStatementEnd::kMayBeText));
    CPPUNIT_ASSERT(!Begins("vacuum; mop", SqlStatementEnd::kMayBeText));
    CPPUNIT_ASSERT(Begins("vacuum;", SqlStatementEnd::kMayBeText));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqlStatementTest);

}  // namespace
}  // namespace errwatch
