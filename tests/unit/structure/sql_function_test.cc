#include "structure/sql_function.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include "structure/sql.h"
#include "unit/structure/found_values.h"

namespace errwatch {
namespace {

class SqlFunctionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SqlFunctionTest);
  CPPUNIT_TEST(ByName);
  CPPUNIT_TEST(OneBitAtATime);
  CPPUNIT_TEST_SUITE_END();

  using Values = std::vector<std::string_view>;

 public:
  void ByName() {
    CPPUNIT_ASSERT(FindSqlFunction("ascii") == SqlFunction::kCode);
    CPPUNIT_ASSERT(FindSqlFunction("version") == SqlFunction::kTells);
    CPPUNIT_ASSERT(FindSqlFunction("if") == SqlFunction::kChooses);
    CPPUNIT_ASSERT(FindSqlFunction("f") == SqlFunction::kFormula);
    CPPUNIT_ASSERT(FindSqlFunction("frobnicate") == SqlFunction::kOther);
    CPPUNIT_ASSERT(FindSqlFunction("") == SqlFunction::kOther);
    CPPUNIT_ASSERT(ReadsText(SqlFunction::kPiece));
    CPPUNIT_ASSERT(!ReadsText(SqlFunction::kTells));
  }

  void OneBitAtATime() {
    CheckValues(HasSql,
                Values{"1-(ascii(substr(user(),1,1))=114)",
                       "1^(ascii(substr(user(),1,1))>97)",
                       "1*(ascii(substring(password,1,1))=114)",
                       "1-ascii(substr(user(),1,1))",
                       "1*if(1=1,1,0)",
                       "1*if(2>1,1,0)",
                       "1-(1=1)",
                       "1 rlike(if(1=1,1,0))",
                       "1 is (length(user())=4)",
                       "if(ascii(mid(user(),1,1))=114,1,2)",
                       "if(substr(user(),1,1)='r',1,2)",
                       "elt(ascii(mid(database(),1,1))=114,1)",
                       "case when substr(user(),1,1)='r' then 1 else 2 end",
                       "(case when ascii(substr(user(),1,1))=114 then name else price end)",
                       "ascii(substr(password,1,1))>64",
                       "cast(version() as int)",
                       "convert(int,@@version)",
                       "'+convert(int,@@version)+'",
                       "' convert(int,@@version) '",
                       "price-(ascii(substr(user(),1,1))=114)",
                       "name,(case when length(user())>3 then 1 else 2 end)",
                       "' @@version '",
                       "' and isnull(0) 1#",
                       "'+@@version+'",
                       "1 and 1=@@version",
                       "1 and @@servername=1",
                       "1 or length(current_user())>3"},
                true);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqlFunctionTest);

}  // namespace
}  // namespace errwatch
