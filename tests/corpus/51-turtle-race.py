import random
import turtle

random.seed(3)
screen = turtle.Screen()
screen.setup(500, 300)
screen.title("Race")
racers = []
for i, color in enumerate(["red", "#00aa00", (0, 0, 1.0)]):
    racer = turtle.Turtle("turtle")
    racer.speed(0)
    racer.penup()
    racer.color(color)
    racer.goto(-200, 80 - 80 * i)
    racers.append(racer)
while all(racer.xcor() < 150 for racer in racers):
    for racer in racers:
        racer.forward(random.randint(1, 10))
winner = max(racers, key=lambda racer: racer.xcor())
print(winner.pencolor(), winner.pos(), len(screen.turtles()), screen.window_width())
print([racer.distance(winner) for racer in racers], [racer.towards(0, 0) for racer in racers])
