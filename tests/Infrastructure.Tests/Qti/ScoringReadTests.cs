using System.Xml.Linq;
using Cesuur.Infrastructure.Qti;

namespace Cesuur.Infrastructure.Tests.Qti;

/// <summary>What is scored by keys, what by its processing, and what cannot be scored.</summary>
public sealed class ScoringReadTests
{
    private const string Matching = """
        <qti-match-interaction response-identifier="RESPONSE" max-associations="0">
          <qti-simple-match-set>
            <qti-simple-associable-choice identifier="A" match-max="1">A</qti-simple-associable-choice>
            <qti-simple-associable-choice identifier="B" match-max="1">B</qti-simple-associable-choice>
          </qti-simple-match-set>
          <qti-simple-match-set>
            <qti-simple-associable-choice identifier="X" match-max="0">X</qti-simple-associable-choice>
            <qti-simple-associable-choice identifier="Y" match-max="0">Y</qti-simple-associable-choice>
          </qti-simple-match-set>
        </qti-match-interaction>
        """;

    [Fact]
    public void A_mapping_is_worth_what_its_best_answer_earns()
    {
        var item = Read(Pairs("""<qti-mapping><qti-map-entry map-key="A X" mapped-value="1"/><qti-map-entry map-key="A Y" mapped-value="0.5"/></qti-mapping>""", 1), Matching, Mapped).Item;

        Assert.NotNull(item?.Key);
        Assert.Equal(1, item.MaxPoints);
    }

    [Fact]
    public void A_key_whose_points_nobody_can_earn_stays_the_processing_that_it_was()
    {
        var item = Read(Pairs("<qti-correct-response><qti-value>A X</qti-value><qti-value>A Y</qti-value></qti-correct-response>", 1), Matching, """
            <qti-response-condition>
              <qti-response-if>
                <qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>
                <qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1</qti-base-value></qti-set-outcome-value>
              </qti-response-if>
            </qti-response-condition>
            """).Item;

        Assert.Null(item?.Key);
        Assert.NotNull(item?.Processing);
    }

    [Theory]
    [InlineData("<qti-null/>", "maximum_unknown")]
    [InlineData("<qti-product><qti-base-value base-type=\"float\">2000000000</qti-base-value><qti-base-value base-type=\"float\">10</qti-base-value></qti-product>", "maximum_unknown")]
    public void A_score_that_is_no_number_of_points_refuses_the_item(string score, string code) =>
        Refused(Read(Pairs("", 0), Matching, $"""<qti-set-outcome-value identifier="SCORE">{score}</qti-set-outcome-value>"""), code);

    [Theory]
    [InlineData("7e28", "points_out_of_range")]
    [InlineData("9e28", "value_invalid")]
    [InlineData("2000", "points_out_of_range")]
    public void Points_that_cannot_be_summed_refuse_the_item(string points, string code) => Refused(
        Read(
            Pairs($"""<qti-mapping><qti-map-entry map-key="A X" mapped-value="{points}"/><qti-map-entry map-key="B X" mapped-value="{points}"/></qti-mapping>""", 0),
            Matching,
            Mapped),
        code);

    [Fact]
    public void A_score_that_is_doubled_again_and_again_is_no_exception() => Refused(
        Read(
            Pairs("", 0),
            Matching,
            """<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1</qti-base-value></qti-set-outcome-value>""" + string.Concat(Enumerable.Repeat(
                """<qti-set-outcome-value identifier="SCORE"><qti-sum><qti-variable identifier="SCORE"/><qti-variable identifier="SCORE"/></qti-sum></qti-set-outcome-value>""", 120))),
        "maximum_unknown");

    [Fact]
    public void An_item_with_more_variables_than_can_be_checked_is_refused()
    {
        var many = string.Concat(Enumerable.Range(1, 50_000).Select(number => $"""<qti-outcome-declaration identifier="O{number}" cardinality="single" base-type="float"/>"""));

        Refused(Read(Pairs("", 0) + many, Matching, Mapped), "processing_too_large");
    }

    private const string Mapped = """<qti-set-outcome-value identifier="SCORE"><qti-map-response identifier="RESPONSE"/></qti-set-outcome-value>""";

    private static string Pairs(string says, int maximum) => $"""
        <qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="directedPair">{says}</qti-response-declaration>
        <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
        <qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>{maximum}</qti-value></qti-default-value></qti-outcome-declaration>
        """;

    private static ItemReading Read(string declarations, string body, string rules) => QtiItem.Read(
        XDocument.Parse(
            $"""
            <qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="Q1" title="A question" adaptive="false" time-dependent="false">
            {declarations}
            <qti-item-body>{body}</qti-item-body>
            <qti-response-processing>{rules}</qti-response-processing>
            </qti-assessment-item>
            """,
            LoadOptions.PreserveWhitespace | LoadOptions.SetLineInfo).Root!,
        QtiSample.Context());

    private static void Refused(ItemReading reading, string code)
    {
        Assert.Null(reading.Item);
        Assert.Contains(code, reading.Findings.Where(finding => finding.Severity == QtiSeverity.Error).Select(finding => finding.Code));
    }
}
