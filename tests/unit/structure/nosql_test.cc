#include "structure/nosql.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "unit/linear_time.h"
#include "unit/structure/found_values.h"

namespace errwatch {
namespace {

class NosqlTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NosqlTest);
  CPPUNIT_TEST(OperatorsOfMongo);
  CPPUNIT_TEST(CodeThatRuns);
  CPPUNIT_TEST(OperatorsAsNamesOfParameters);
  CPPUNIT_TEST(Cypher);
  CPPUNIT_TEST(CommandsBehindALineEnd);
  CPPUNIT_TEST(CleanValues);
  CPPUNIT_TEST(HostileTextTakesLinearTime);
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
                       "pass[$nin][]=x",
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

  // In the place of a whole query; a JSON body is read as parameters, too.
  void OperatorsAsNamesOfParameters() {
    CheckValues(HasNosql,
                Values{"$where=1", "$where=sleep(5000)||true", "$where=this.password.match(/^a/)",
                       "$where='1'=='1'", "$where=function(){return 1}", "$where=a=>1", "$gt=", "$ne=1",
                       "$regex=.*", "$exists=true", "$expr[$eq]=1", "$function[body]=x", "$nin[]="},
                true);
    CPPUNIT_ASSERT(HasNosql({"$where=1", "%24where=1"}));
    CPPUNIT_ASSERT(!HasNosql({"$where=1", "%24where%3D1"}));  // typed: PHP
    CheckValues(HasNosql,
                Values{"$where=magnitude > 3.0", "$where=a='b' and c>5", "$where=within_circle(a,1,2,3)",
                       "$select=a,b", "$order=a", "$filter=a eq 5", "$comment=a note", "$or[0][a]=1",
                       "$limit=5", "$set[role]=a", "$schema=http://json-schema.org/draft-07/schema#", "$eq=5",
                       "$in=a", "$ref=#/a", "$where"},
                false);
  }

  void Cypher() {
    CheckValues(
        HasNosql,
        Values{"'}) return u //", "'}) match (n) detach delete n//", "' return 1 union match(n) return n//",
               "' load csv from 'http://x' as y return y//", "' call db.labels() yield label return label//",
               "'}) with 1 as a call dbms.procedures() yield name//", "1 return apoc.load.json('http://x')",
               "1 call db.labels()", "\"}) return u//", "a'}) set n.role='admin'//",
               "' load csv with headers from \"http://x\" as y", "'}) match (n) delete n return 1"},
        true);
    CheckValues(
        HasNosql,
        Values{"the dogs' return //", "it's a match", "call db.labels()", "load csv from disk",
               "1 return ticket", "2 return tickets //", "1 call bob.smith (urgent)", "'call me'",
               "match (n) return n", "dogs' match (2-1)", "x' return to sender", "1 call a.", "1 call .a()"},
        false);
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

  void HostileTextTakesLinearTime() {
    for (const std::string unit : {"a[[$ne]=", "$ne", "'$a", "{\"$ne\":1},"}) {
      CPPUNIT_ASSERT_MESSAGE(unit, TakesLinearTime(Repeated(unit, 8192), [](const std::string& text) {
                               HasNosql({text, text});
                             }));
    }
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
