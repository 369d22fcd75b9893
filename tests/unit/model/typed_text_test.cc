#include "model/typed_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class TypedTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TypedTextTest);
  CPPUNIT_TEST(WordsAboutAttacks);
  CPPUNIT_TEST(NamesInOtherLanguages);
  CPPUNIT_TEST(LanguagesOfQueries);
  CPPUNIT_TEST(NamesOfFields);
  CPPUNIT_TEST(LinesInAQuery);
  CPPUNIT_TEST(InjectionsBreakOut);
  CPPUNIT_TEST(OtherArgumentsArePlain);
  CPPUNIT_TEST(SharedAddresses);
  CPPUNIT_TEST(EncodedTwiceOrTooLong);
  CPPUNIT_TEST(FilesOfSystems);
  CPPUNIT_TEST(WhatPeopleWrite);
  CPPUNIT_TEST(WhatBreaksOutOfAField);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WordsAboutAttacks() {
    for (const char* args :
         {"q=UNION+SELECT+with+null", "q=cat+/etc/passwd+%7C+cut+-d:", "s=%3Cscript%3E+tag+async",
          "q=", "q=%3C?php+echo+%24_GET%5B%27a%27%5D", "query=sleep(5)+in+mysql", "q=N%27Golo+or+D%27Angelo",
          "q=%22crime%22+and+%22punishment%22", "q=/etc/fstab", "q=O%27Reilly+or+O%27Brien+%3D+same",
          "q=%22union+select%22", "q=%22/etc/passwd%22", "search=rm+-rf+*", "keywords=base64_decode%28",
          "q=100%25+cotton+or+50%25", "text=a%0Ab"})
      CPPUNIT_ASSERT_MESSAGE(args, MayBeTyped(args));
    CPPUNIT_ASSERT(!MayBeTyped(""));
    CPPUNIT_ASSERT(!MayBeTyped("id=5&page=2"));
  }

  void NamesInOtherLanguages() {
    for (const char* name :
         {"suchbegriff", "recherche", "busca", "ricerca", "zoekterm", "szukaj", "wyszukaj", "hledat",
          "vyhledat", "pesquisa", "kereses", "ara", "sok", "haku", "cerca", "full"})
      CPPUNIT_ASSERT_MESSAGE(name, MayBeTyped(std::string(name) + "=union+select"));
    for (const char* name : {"area", "soknr", "fullname", "carid", "id"})
      CPPUNIT_ASSERT_MESSAGE(name, !MayBeTyped(std::string(name) + "=union+select"));
  }

  void LanguagesOfQueries() {
    for (const char* args :
         {"route=/sql&db=shop&sql_query=SELECT+%2A+FROM+%60users%60+WHERE+1&pos=0",
          "jql=project+%3D+A+and+status+in+(%27Open%27)+order+by+1", "$filter=Name+eq+%27x%27+or+1+eq+1",
          "where=NAME%3D%27Bonn%27+OR+NAME%3D%27Ulm%27&f=json", "cql_filter=name%3D%27x%27+and+pop%3E5",
          "sql=SELECT+name+FROM+t+WHERE+a+LIKE+%27%25adam%25%27+OR+b+LIKE+%27%25de%25%27",
          "sql=SELECT+%27it%27+UNION+SELECT+%27x%27",
          "db=t&q=SELECT+mean(%22x%22)+FROM+%22cpu%22+WHERE+time+%3E+now()", "where=1%3D1&outFields=*"})
      CPPUNIT_ASSERT_MESSAGE(args, MayBeTyped(args));
  }

  void NamesOfFields() {
    for (const char* name : {"q", "Q", "searchTerm", "tx_solr%5Bq%5D", "search[value]", "filter[search]",
                             "srsearch_query", "sql", "Suchbegriff", "sword_list[]", "user__name__icontains"})
      CPPUNIT_ASSERT_MESSAGE(name, MayBeTyped(std::string(name) + "=select+a,+b+from+c"));
    for (const char* name : {"id", "page", "file", "name", "cat", "path", "lang", "include", "cmd", "src"})
      CPPUNIT_ASSERT_MESSAGE(name, !MayBeTyped(std::string(name) + "=select+a,+b+from+c"));
  }

  void LinesInAQuery() {
    for (const char* args :
         {"body=GET+/a?b=c+HTTP/1.1%0D%0AHost:+a.example%0D%0A%0D%0Ait%27s+%27+or+1%3D1&title=a+fault",
          "issue%5Bdescription%5D=it+says:%0A%60id%60;+../../etc/passwd",
          "x=this+is+what+I+get%0A%3Cscript%3Ealert(1)%3C/script%3E"})
      CPPUNIT_ASSERT_MESSAGE(args, MayBeTyped(args));
    CPPUNIT_ASSERT(MayBeTyped("text=a%0A" + std::string(5000, 'b')));
    for (const char* args :
         {"url=/home%0D%0ASet-Cookie:+a%3Db", "url=GET+/a+HTTP/1.1%0D%0AHost:+b", "q=1%27+or+1%3D1%0Ax",
          "host=a.example%0Aid+-a+b+c+d", "x=;+a+b+c+d%0Aid", "x=%3Cb+c+d+e+f%3E%0A", "q=%27+or+%27a%0A",
          "text=a%0A%00b", "text=a%0A%2527", "x=1+and+a+b+c%0Ad", "id=5+%0A+union+select+1+2+3"})
      CPPUNIT_ASSERT_MESSAGE(args, !MayBeTyped(args));
  }

  void InjectionsBreakOut() {
    for (const char* value : {"1%27+or+%271%27%3D%271",
                              "1+union+select+1,2",
                              "-1+union+all+select+1",
                              "x%27)+union+select+1",
                              "winter+hats%27+union+select+1,2",
                              "two+words%22+or+1%3D1",
                              "don%27t+worry%27+and+sleep(5)",
                              "%22a%22+b%22+union+select+1",
                              "admin%27--",
                              "admin%27+%23",
                              "%27%7C%7C(select+1)",
                              "%22%3E%3Csvg%3E",
                              "%22+onclick%3Dx",
                              "%3Cscript%3Ealert(1)%3C/script%3E",
                              "../../etc/passwd",
                              "..%5C..%5Cwin.ini",
                              "php://filter/resource%3Dx",
                              ";+cat+/etc/passwd",
                              "127.0.0.1%7Cid",
                              "%60id%60",
                              "%24(id)",
                              "%24%7Bjndi:ldap://x%7D",
                              "%7B%7B7*7%7D%7D",
                              "()+%7B+:;%7D",
                              "un/**/ion",
                              "a%00b"})
      CPPUNIT_ASSERT_MESSAGE(value, !MayBeTyped("q=" + std::string(value)));
  }

  void OtherArgumentsArePlain() {
    CPPUNIT_ASSERT(
        MayBeTyped("q=a+b&page=2&sort=-date&from=%2Fapps%2Ffiles&ids=1,2,3&x&populate=*&to=a@b.c"));
    for (const char* other : {"id=1+or+1", "file=/etc/passwd", "id=%27", "a=%3Cb%3E", "x%27", "h=x%7Cid"})
      CPPUNIT_ASSERT_MESSAGE(other, !MayBeTyped("q=a+b&" + std::string(other)));
    std::string many = "q=a+b";
    for (int i = 0; i < 40; ++i) many += "&x=1";
    CPPUNIT_ASSERT(!MayBeTyped(many));  // nobody looks at the last of them
  }

  void SharedAddresses() {
    CPPUNIT_ASSERT(MayBeTyped("url=https%3A%2F%2Fwww.example.com%2Freadme.txt"));
    CPPUNIT_ASSERT(MayBeTyped("u=https://example.com/a?"));
    for (const char* url :
         {"http://127.0.0.1/", "http://localhost/", "http://10.0.0.5/x", "http://2130706433/",
          "http://[::1]/", "http://a@b.example/", "http://metadata.google.internal/",
          "http://www.example.com:8080/", "gopher://example.com/", "https://example.com/../../x"})
      CPPUNIT_ASSERT_MESSAGE(url, !MayBeTyped("url=" + std::string(url)));
    CPPUNIT_ASSERT(!MayBeTyped("page=https://example.com/shell.txt"));
  }

  void EncodedTwiceOrTooLong() {
    CPPUNIT_ASSERT(!MayBeTyped("q=%2527+or+1"));
    CPPUNIT_ASSERT(!MayBeTyped("q=" + std::string(2000, 'a')));
    CPPUNIT_ASSERT(MayBeTyped("q=" + std::string(1000, 'a')));
  }

  void FilesOfSystems() {
    for (const char* path : {"/man/etc/fstab", "/src/etc/init.d/apache2", "/docs/windows/system32/drivers",
                             "/cgit/x/tree/usr/share/doc/a.conf", "/browse/var/log/messages"})
      CPPUNIT_ASSERT_MESSAGE(path, IsAboutSystemFile(path));
    for (const char* path :
         {"", "/", "/etc/passwd", "/proc/self/environ", "/a/../etc/passwd", "/a//etc/passwd",
          "/a/%2e%2e/etc/passwd", "/a/WEB-INF/web.xml", "/var/www/etc/x", "/a;/etc/x"})
      CPPUNIT_ASSERT_MESSAGE(path, !IsAboutSystemFile(path));
  }

  void WhatPeopleWrite() {
    for (const char* field :
         {"", "a=", "content=%3Cp%3ESELECT+*+FROM+users%3C/p%3E", "x=one%0Atwo+union+select+1",
          "post%5Bcontent%5D=%3C!--+wp:html+--%3E%0A%3Cscript%3Ealert(1)%3C/script%3E",
          "body[text]=Use+%27+or+1=1+--+to+test+whether+it+is+open,+and+then+fix+it",
          "query=query+Posts(%24where:+Filter)+{+posts+{+id+}+}",
          "commits[message]=Fix+%3Cscript%3E+in+titles", "comment=```%0Acat+/etc/passwd%0A```",
          "text=%26nbsp;%0A%3Ca+onclick=x%3E", "list=1.+In+SQL,%0A2.+or",
          "html_url=https://www.example.org/?q=union+select", "=hello+union+select,+says+the+mail+to+all",
          "=%3C?xml+version=%221.0%22?%3E%0A%3Ca%3Ejava.lang.Runtime%3C/a%3E", "rawSql=select+a,b+from+c"})
      CPPUNIT_ASSERT_MESSAGE(field, MayBeWritten(field));
  }

  void WhatBreaksOutOfAField() {
    for (const char* field :
         {"id=1+union+select+1,2", "id=1%27+union+select+1,2+from+users+where+a+like+b+and+c+--+-",
          "comment=1%27+or+1=1--", "name=%3Cscript%3Ealert(1)%3C/script%3E",
          "message=%3Cscript%3Ealert(1)%3C/script%3E", "cmd=whoami", "q=;cat+/etc/passwd%0A",
          "host=127.0.0.1%0A;id", "host=127.0.0.1|id%0A", "file=/etc/passwd", "user[$ne]=", "a';--=x",
          "%27or=1", "=%3C?xml?%3E%3C!DOCTYPE+a+[%3C!ENTITY+b+SYSTEM+%22file:///x%22%3E]%3E",
          "=../../../../etc/passwd%0A", "x=php://filter%0A", "include=https://www.example.org/a.txt",
          "url=http://127.0.0.1/%27", "filename=a.php"})
      CPPUNIT_ASSERT_MESSAGE(field, !MayBeWritten(field));
    CPPUNIT_ASSERT(!MayBeWritten("id=1'+union+select+1,2--" + std::string(60'000, '+')));
    CPPUNIT_ASSERT(MayBeWritten("id=words'+union+select+1,2--" + std::string(60'000, 'a')) == false);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TypedTextTest);

}  // namespace
}  // namespace errwatch
