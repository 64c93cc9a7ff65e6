using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Catalogue;

public sealed class DraftCheckTests
{
    [Fact]
    public void A_draft_may_be_unfinished() => Assert.Empty(DraftCheck.Of(SampleContent.Of(
        SampleContent.Choice("q1") with { Key = null }, SampleContent.Choice("q1", points: 0), SampleContent.Choice("q2") with
        {
            Key = new ScoringKey { Correct = [], Mapping = [new MappedValue("a", -1000)], MappingDefault = -1, MinPoints = -1000 },
        })));

    [Fact]
    public void Points_that_nothing_can_be_reckoned_with_are_found_wherever_they_are()
    {
        var key = new ScoringKey
        {
            Correct = ["a"],
            Points = decimal.MaxValue,
            MappingDefault = -1001,
            MinPoints = decimal.MinValue,
            MaxPoints = -1,
            Mapping = [new MappedValue("a", 1), new MappedValue("b", 1001)],
        };
        var content = SampleContent.Of(
            SampleContent.Choice("q1") with { Key = key },
            SampleContent.Choice("q2") with { Parts = [new Part { Identifier = "R1", Type = ItemType.TextEntry, Key = new ScoringKey { Correct = [], Points = 1001 } }] },
            SampleContent.Choice("q3", points: -1),
            SampleContent.Text("t1") with { Rubric = new Rubric { Criteria = [new Criterion { Id = "content", Title = "Content", MaxPoints = int.MaxValue }] } });

        var wrong = DraftCheck.Of(content);

        Assert.All(wrong, found => Assert.Equal("points_out_of_range", found.Code));
        Assert.Equal(
            [
                "/sections/0/items/0/key/points", "/sections/0/items/0/key/mappingDefault", "/sections/0/items/0/key/minPoints", "/sections/0/items/0/key/maxPoints",
                "/sections/0/items/0/key/mapping/1/points", "/sections/0/items/1/parts/0/key/points", "/sections/0/items/2/key/points", "/sections/0/items/3/rubric/criteria/0/maxPoints",
            ],
            wrong.Select(found => found.Pointer));
    }

    [Fact]
    public void A_text_that_could_run_is_found_in_its_place()
    {
        var wrong = DraftCheck.Of(SampleContent.Of(SampleContent.Choice("q1"), SampleContent.Choice("q2") with { Prompt = "<script>alert(1)</script>" }));

        Assert.Equal(("/sections/0/items/1/prompt", "html_not_allowed"), (Assert.Single(wrong).Pointer, wrong[0].Code));
    }

    [Theory]
    [InlineData("<a xmlns=\"urn:a\"><b/></a>", true)]
    [InlineData("<a>", false)]
    [InlineData("<a/><a/>", false)]
    [InlineData("a", false)]
    [InlineData("", false)]
    [InlineData("<b:a/>", false)]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", false)]
    public void What_is_kept_is_one_element(string xml, bool kept)
    {
        var content = SampleContent.Of(SampleContent.Choice("q1") with { Kept = [new KeptXml("qti-assessment-item", xml)] });

        Assert.Equal(kept ? [] : ["/sections/0/items/0/kept/0/xml"], DraftCheck.Of(content).Select(found => found.Pointer));
    }

    [Fact]
    public void What_is_kept_is_not_endlessly_deep()
    {
        static TestContent Nested(int depth) => SampleContent.Of() with
        {
            Kept = [new KeptXml("qti-assessment-test", string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth)))],
        };

        Assert.Empty(DraftCheck.Of(Nested(100)));
        Assert.Equal(("/kept/0/xml", "kept_not_xml"), (DraftCheck.Of(Nested(100_000))[0].Pointer, DraftCheck.Of(Nested(100_000))[0].Code));
    }
}
