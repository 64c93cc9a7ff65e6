using System.Text.Json;
using System.Xml.Linq;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Catalogue.Processing;
using Cesuur.Infrastructure.Qti;

namespace Cesuur.Infrastructure.Tests.Qti;

public sealed class ProcessingXmlTests
{
    private const string Score = """
        <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
        """;

    private const string Choice = """
        <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
          <qti-correct-response><qti-value>B</qti-value></qti-correct-response>
        </qti-response-declaration>
        """;

    [Fact]
    public void What_was_read_is_written_so_that_it_is_read_again()
    {
        var processing = Read(Choice + """
            <qti-response-declaration identifier="WORD" cardinality="single" base-type="string">
              <qti-default-value><qti-value>?</qti-value></qti-default-value>
              <qti-mapping lower-bound="-1" upper-bound="2.5" default-value="-0.5">
                <qti-map-entry map-key="York" mapped-value="1" case-sensitive="false"/>
                <qti-map-entry map-key="Leeds" mapped-value="0.5"/>
              </qti-mapping>
            </qti-response-declaration>
            <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="3" normal-minimum="0" interpretation="points">
              <qti-default-value><qti-value>0</qti-value></qti-default-value>
            </qti-outcome-declaration>
            <qti-outcome-declaration identifier="GRADE" cardinality="single" base-type="identifier">
              <qti-interpolation-table default-value="fail">
                <qti-interpolation-table-entry source-value="2" include-boundary="false" target-value="good"/>
                <qti-interpolation-table-entry source-value="1.5" target-value="pass"/>
              </qti-interpolation-table>
            </qti-outcome-declaration>
            <qti-outcome-declaration identifier="PRIZE" cardinality="single" base-type="integer">
              <qti-match-table default-value="0"><qti-match-table-entry source-value="1" target-value="10"/></qti-match-table>
            </qti-outcome-declaration>
            <qti-response-processing>
              <qti-response-condition>
                <qti-response-if>
                  <qti-string-match case-sensitive="false"><qti-variable identifier="WORD"/><qti-base-value base-type="string"> a &lt; b </qti-base-value></qti-string-match>
                  <qti-set-outcome-value identifier="SCORE"><qti-map-response identifier="WORD"/></qti-set-outcome-value>
                </qti-response-if>
                <qti-response-else><qti-exit-response/></qti-response-else>
              </qti-response-condition>
              <qti-lookup-outcome-value identifier="GRADE"><qti-variable identifier="SCORE"/></qti-lookup-outcome-value>
            </qti-response-processing>
            """);

        Assert.Equal(Told(processing), Told(Written(processing)));
        Assert.Equal(Told(processing), Told(JsonSerializer.Deserialize<ResponseProcessing>(Told(processing), Json.Options)!));
    }

    [Theory]
    [InlineData("match_correct")]
    [InlineData("map_response")]
    public void A_template_is_written_as_a_template(string name)
    {
        var processing = Read(Choice.Replace("</qti-response-declaration>", "<qti-mapping><qti-map-entry map-key=\"B\" mapped-value=\"2\"/></qti-mapping></qti-response-declaration>", StringComparison.Ordinal)
            + Score + $"<qti-response-processing template=\"http://www.imsglobal.org/question/qti_v2p1/rptemplates/{name}\"/>");

        var rules = ProcessingWriter.Rules(processing)!;

        Assert.Equal(ProcessingTemplates.AddressOf(name), rules.Attribute("template")?.Value);
        Assert.Empty(rules.Elements());
        Assert.Equal(Told(processing), Told(Written(processing)));
    }

    [Fact]
    public void How_a_key_compares_a_typed_text_survives_what_QTI_cannot_say()
    {
        var key = new ScoringKey { Correct = ["naïef"], Text = new TextMatching { IgnoreCase = true, IgnoreAccents = true, IgnoreSpaces = true } };
        var written = Written(KeyProcessing.Of([new KeyedResponse("RESPONSE", ItemType.TextEntry, key)], 1));

        var read = KeyRecognition.Of(written, new Dictionary<string, ItemType> { ["RESPONSE"] = ItemType.TextEntry });

        Assert.Equal(key.Text, read!["RESPONSE"].Text);
        Assert.Equal(key.Correct, read["RESPONSE"].Correct);
    }

    [Theory]
    [InlineData("adaptive_unsupported", "assessment-item (line 1)", "<qti-item-body/>", " adaptive=\"true\"")]
    [InlineData("template_processing_unsupported", "template-declaration (line 2)", "<qti-template-declaration identifier=\"N\" cardinality=\"single\" base-type=\"integer\"/>")]
    [InlineData("template_unknown", "response-processing (line 2)", "<qti-response-processing template=\"http://example.org/own.xml\"/>")]
    [InlineData("declaration_unsupported", "response-declaration[P]/area-mapping (line 2)", "<qti-response-declaration identifier=\"P\" cardinality=\"single\" base-type=\"point\"><qti-area-mapping/></qti-response-declaration>")]
    [InlineData("declaration_invalid", "response-declaration[P] (line 2)", "<qti-response-declaration identifier=\"P\" cardinality=\"some\" base-type=\"string\"/>")]
    [InlineData("declaration_invalid", "response-declaration[P]/hint (line 2)", "<qti-response-declaration identifier=\"P\" cardinality=\"single\" base-type=\"string\"><hint/></qti-response-declaration>")]
    [InlineData("value_invalid", "response-declaration[P]/mapping (line 2)", "<qti-response-declaration identifier=\"P\" cardinality=\"single\" base-type=\"string\"><qti-mapping upper-bound=\"much\"><qti-map-entry map-key=\"a\" mapped-value=\"1\"/></qti-mapping></qti-response-declaration>")]
    [InlineData("rule_unknown", "response-processing/include (line 2)", "<qti-response-processing><include xmlns=\"http://www.w3.org/2001/XInclude\" href=\"rules.xml\"/></qti-response-processing>")]
    public void What_cannot_be_read_is_reported_with_its_line(string code, string path, string content, string attributes = "")
    {
        var xml = $"<qti-assessment-item xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\"{attributes}>\n{content}{Score}</qti-assessment-item>";

        var reading = ProcessingReader.Read(XElement.Parse(xml, LoadOptions.SetLineInfo));

        Assert.Contains((code, path), reading.Findings.Select(finding => (finding.Code, finding.Path)));
    }

    [Theory]
    [InlineData(5_001, 1)]
    [InlineData(1, 10_000)]
    public void A_processing_too_large_is_not_read(int width, int depth)
    {
        var rules = new XElement("qti-response-processing");
        for (var i = 0; i < width; i++)
        {
            rules.Add(new XElement("qti-exit-response"));
        }

        var inner = (XElement)rules.LastNode!;
        for (var i = 1; i < depth; i++)
        {
            inner.Add(inner = new XElement("qti-not"));
        }

        var reading = ProcessingReader.Read(new XElement("qti-assessment-item", rules));

        Assert.Equal(ProcessingFindings.TooLarge, Assert.Single(reading.Findings).Code);
    }

    private static ResponseProcessing Read(string content)
    {
        var reading = ProcessingReader.Read(XElement.Parse($"<qti-assessment-item xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\">{content}</qti-assessment-item>"));
        Assert.Empty(reading.Findings);
        return reading.Processing;
    }

    private static ResponseProcessing Written(ResponseProcessing processing) => Read(string.Concat(
        ProcessingWriter.Declarations(processing).Append(ProcessingWriter.Rules(processing)!).Select(element => element.ToString(SaveOptions.DisableFormatting))));

    private static string Told(ResponseProcessing processing) => JsonSerializer.Serialize(processing, Json.Options);
}
