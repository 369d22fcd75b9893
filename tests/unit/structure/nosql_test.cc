#include "structure/nosql.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <vector>

#include "unit/structure/found_values.h"

namespace errwatch {
namespace {

class NosqlTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NosqlTest);
  CPPUNIT_TEST(OperatorsOfMongo);
  CPPUNIT_TEST(CodeThatRuns);
  CPPUNIT_TEST(CommandsBehindALineEnd);
  CPPUNIT_TEST(CleanValues);
  CPPUNIT_TEST_SUITE_END();

  using Values = std::vector<std::string_view>;

 public:
  void OperatorsOfMongo() {
    CheckValues(HasNosql,
                Values{"{\"$gt\":\"\"}",
                       "{\"$ne\": null}",
                       "{$where:'sleep(100)'}",
                       "true,$where:'1==1'",
                       "{ '$regex' : '^a' }",
                       "{\"name\":{\"$ne\":null}}",
                       "{\"password\":{\"$gt\":\"a\"}}",
                       "{\"x\":{\"$regex\":\"^.*\"}}",
                       "{\"a\":{\"$where\":\"1\"}}",
                       "{\"a\":1,\"b\":{\"$ne\":\"\"}}",
                       "u_id[$ne]=2",
                       "login[pass][$regex]=^a",
                       "age[$gt]=",
                       "', $or: [ {}, { 'a':'a",
                       "$where: '1 == 1'",
                       ", $where: 1",
                       "[$ne]",
                       "[$ne]=1",
                       "user[$regex]=.*",
                       "'}], $comment:'x"},
                true);
  }

  void CodeThatRuns() {
    CheckValues(HasNosql,
                Values{"';return true;//", ";return(true)", "'; return this.a != 'b", "'});return(1);//",
                       "' && this.pass.match(/a/)//", "' || (this.a)", "db.users.find()",
                       "';db.users.drop();//", "'; sleep(5000); '", "';while(1){}//", "1;sleep(5)",
                       "';it=new date();do{pt=new date();}while(pt-it<5000);", "\";return true;//",
                       "db.getcollection('a')", "a'};return true;var b={'"},
                true);
  }

  void CommandsBehindALineEnd() {
    CPPUNIT_ASSERT(HasNosql({"a set k 0 900 4 data", "a%0d%0aset%20k%200%20900%204%0d%0adata"}));
    CPPUNIT_ASSERT(HasNosql({"x *1 $8 flushall", "x%0D%0A*1%0D%0A$8%0D%0Aflushall"}));
    CPPUNIT_ASSERT(
        HasNosql({"a set user:1-b 0 900 4 data", "a%0d%0aset%20user:1-b%200%20900%204%0d%0adata"}));
    CPPUNIT_ASSERT(HasNosql({"a set k 0 900 4 data", "a\r\nset k 0 900 4\r\ndata"}));
    CPPUNIT_ASSERT(!HasNosql({"a set k 0 900 4 data", "a+set+k+0+900+4+data"}));
    CPPUNIT_ASSERT(!HasNosql({"please set a timer", "please%0d%0aset+a+timer"}));
    CPPUNIT_ASSERT(!HasNosql({"2 *1 $8 off", "2+*1+$8+off"}));
  }

  void CleanValues() {
    CheckCleanValues(HasNosql);
    CheckValues(HasNosql,
                Values{"{\"$ref\":\"#/a\"}",
                       "{\"age\":{\"$gt\":18}}",
                       "{\"$or\":[{\"a\":1},{\"b\":2}]}",
                       "{\"age\":{\"$gte\":1,\"$lt\":5}}",
                       "{\"_id\":{\"$in\":[\"a\"]}}",
                       "{\"name\":{\"$regex\":\"^a\"}}",
                       "age[$gt]=5",
                       "status[$ne]=closed",
                       "filters[id][$ne]=3",
                       "filters[name][$eq]=x",
                       "{\"$type\":\"a\"}",
                       "{\"$date\":1}",
                       "{\"$numberlong\":\"1\"}",
                       "{$name}",
                       "{$in|join}",
                       "query($in: string!)",
                       "$or",
                       "$in: 5",
                       "cost: $all",
                       "return true",
                       "x; return true;",
                       "; return to sender",
                       "db.session.query(user).all()",
                       "db.users.name",
                       "db.count(.find(",
                       "db..find(",
                       "the dogs'; return soon",
                       "a && this.b",
                       "x = 'a' || this.b",
                       "array[$in] = 5",
                       "it's; sleep well",
                       "{\"price\":\"$5\",\"or\":1}",
                       "while (1) sleep(1);"},
                false);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NosqlTest);

}  // namespace
}  // namespace errwatch
