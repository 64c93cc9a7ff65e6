using Cesuur.Domain;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests;

public sealed class TypeIdTests
{
    // Vectors of the TypeID specification (valid.yml).
    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", "prefix_00000000000000000000000000")]
    [InlineData("00000000-0000-0000-0000-000000000020", "prefix_00000000000000000000000010")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", "prefix_7zzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("0110c853-1d09-52d8-d73e-1194e95b5f19", "prefix_0123456789abcdefghjkmnpqrs")]
    [InlineData("01890a5d-ac96-774b-bcce-b302099a8057", "prefix_01h455vb4pex5vsknk084sn02q")]
    public void The_specifications_vectors_hold(string uuid, string typeId)
    {
        Assert.Equal(typeId, TypeId.Format("prefix", Guid.Parse(uuid)));
        Assert.True(TypeId.TryParse(typeId, "prefix", out var value));
        Assert.Equal(Guid.Parse(uuid), value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("prefix_")]
    [InlineData("other_01h455vb4pex5vsknk084sn02q")]
    [InlineData("PREFIX_01h455vb4pex5vsknk084sn02q")]
    [InlineData("prefix_01H455VB4PEX5VSKNK084SN02Q")]
    [InlineData("prefix_8zzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("prefix_01h455vb4pex5vsknk084sn02u")]
    [InlineData("prefix_01h455vb4pex5vsknk084sn02")]
    public void What_is_not_an_id_is_not_read(string? text) =>
        Assert.False(TypeId.TryParse(text, "prefix", out _));

    [Fact]
    public void An_id_as_of_another_tells_no_other_time()
    {
        var round = Id<RatingRound>.New(DateTimeOffset.UnixEpoch.AddYears(50));
        var ids = Enumerable.Range(0, 100).Select(_ => Id<RatingTask>.NewAsOf(round)).ToHashSet();

        Assert.Equal(100, ids.Count);
        Assert.All(ids, id => Assert.Equal((round.Value.ToString()[..13], 7), (id.Value.ToString()[..13], id.Value.Version)));
    }

    [Fact]
    public void No_two_kinds_of_things_share_a_prefix()
    {
        var prefixes = typeof(IIdentified).Assembly.GetTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(IIdentified)))
            .Select(type => (string)type.GetProperty(nameof(IIdentified.IdPrefix))!.GetValue(null)!)
            .ToList();
        Assert.NotEmpty(prefixes);
        Assert.Equal(prefixes.Distinct(), prefixes);
    }
}
