using Cesuur.Domain.Sessions;

namespace Cesuur.Domain.Tests.Sessions;

public sealed class SeatTests
{
    [Fact]
    public void Seats_are_sorted_as_people_count()
    {
        string[] seats = ["1", "2", "10", "a1", "A2", "B 7", "b 11", "b 11a"];
        Assert.Equal(seats, seats.Reverse().OrderBy(Seat.KeyOf, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("7", "007")]
    [InlineData("B7", " b07 ")]
    [InlineData("É1", "e1")]
    [InlineData("0", "00")]
    public void The_same_seat_can_be_written_in_several_ways(string one, string other) => Assert.Equal(Seat.KeyOf(one), Seat.KeyOf(other));

    [Theory]
    [InlineData("1", "10")]
    [InlineData("1", "1a")]
    [InlineData("12345678901", "12345678902")]
    public void Different_seats_are_told_apart(string one, string other) => Assert.NotEqual(Seat.KeyOf(one), Seat.KeyOf(other));
}
